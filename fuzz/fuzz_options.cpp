// What users write: a text as options of a reference device, either a device that can be or an error that says
// something; and as a file of known deviations, either entries that say what they forgive and why, or FILE:LINE.
#include <algorithm>

#include "fuzz/last_words.hpp"
#include "harness/base/error.hpp"
#include "harness/deviations/deviations.hpp"
#include "harness/targets/ref_options.hpp"

namespace {

using namespace zns::fuzz;
using namespace zns::harness;

void as_options(std::string_view text) {
  try {
    const RefOptions options = parse_ref_options(text, {}, Files::None);
    if (const auto wrong = zns::inconsistency(options.geometry)) fail("a device that cannot be: " + *wrong);
  } catch (const UsageError& error) {
    expect(error.what()[0] != '\0', "an error says what is wrong");
  }
}

// toml++ 3.3 runs into __builtin_unreachable() where a bare key holds U+00E9 and its like
// (is_non_ascii_horizontal_whitespace); compilers make a plain "no" of that, and its error message follows.
bool trips_toml(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

void as_deviations(const std::string& text) {
  if (trips_toml(text)) return;
  try {
    for (const Deviation& deviation : parse_deviations(text, "x")) {
      expect(!deviation.reason.empty(), "a deviation has its reason");
      expect(!deviation.case_glob.empty() || !deviation.clause.empty(), "a deviation names a case or a clause");
      expect(deviation.line != 0, "a deviation has its line");
    }
  } catch (const UsageError& error) {
    const std::string_view what = error.what();
    expect(what.size() > 5 && what.substr(0, 2) == "x:" && what[2] >= '1' && what[2] <= '9',
           "FILE:LINE: what is wrong");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Execution execution{"fuzz_options", text_words, data, size};
  const std::string text{reinterpret_cast<const char*>(data), size};
  as_options(text);
  as_deviations(text);
  return 0;
}
