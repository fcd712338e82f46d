// The spelling of reference devices: either a device that can be, or an error for the user that says something.
#include "fuzz/last_words.hpp"
#include "harness/error.hpp"
#include "harness/targets/ref_options.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zns::fuzz;
  Execution execution{"fuzz_options", text_words, data, size};
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    const zns::harness::RefOptions options = zns::harness::parse_ref_options(text);
    if (const auto wrong = zns::inconsistency(options.geometry)) fail("a device that cannot be: " + *wrong);
  } catch (const zns::harness::UsageError& error) {
    expect(error.what()[0] != '\0', "an error says what is wrong");
  }
  return 0;
}
