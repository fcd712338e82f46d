// Fails on purpose: whoever runs fuzz targets must notice (canary_test.sh).
#include "fuzz/program_words.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zns::fuzz;
  Execution execution{"canary", program_words, data, size};
  const Program program = decode(execution.input());
  bool opened = false;
  for (std::size_t i = 0; i < program.size(); ++i) {
    execution.reach(i);
    const Record record = program.at(i);
    expect(!(opened && record.act == Act::Finish), "no program finishes a zone after it opened one");
    opened = opened || record.act == Act::Open;
  }
  return 0;
}
