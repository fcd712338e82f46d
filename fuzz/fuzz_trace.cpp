// Text that anybody wrote: what parses is printed to text that parses to the same.
#include "fuzz/last_words.hpp"
#include "reference/trace/trace.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zns;
  using namespace zns::fuzz;
  Execution execution{"fuzz_trace", text_words, data, size};
  const auto parsed = parse_trace({reinterpret_cast<const char*>(data), size});
  if (const auto* error = std::get_if<TraceError>(&parsed)) {
    expect(error->line > 0 && error->column > 0 && !error->text.empty(), "an error says where, and what");
    return 0;
  }
  const auto& trace = std::get<Trace>(parsed);
  const std::string printed = print(trace);
  const auto again = parse_trace(printed);
  if (const auto* error = std::get_if<TraceError>(&again)) fail("what is printed parses: " + to_string(*error));
  expect(std::get<Trace>(again) == trace, "parse, print, parse is a fixed point");
  expect(print(std::get<Trace>(again)) == printed, "so is print, parse, print");
  return 0;
}
