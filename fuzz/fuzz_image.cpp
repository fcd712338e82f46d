// Bytes that anybody wrote, as a device image: refused with a reason, or a device that can be, and that is written and
// loaded again. Each input is tried as it is, and with its CRCs and sequences made right. One whose creator is kFlips
// is also tried with each byte of its header changed: what is loaded then is something else, or nothing.
#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "fuzz/last_words.hpp"
#include "reference/device/invariants.hpp"
#include "reference/image/dump.hpp"
#include "reference/image/image.hpp"
#include "reference/image/load.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::fuzz {
namespace {

constexpr image::Limits kLimits{.zones = 4096, .work = 100'000};
constexpr std::size_t kFlagsAt = 6;  // IMAGE.md, 2
constexpr std::size_t kLengthAt = 8;

// The frames that the bytes may have been, with all right that a fuzzer cannot find.
std::vector<std::byte> mended(std::span<const std::byte> bytes) {
  std::vector<std::byte> image;
  image::FrameHeader header{.id = image::ImageId{1}};
  std::uint32_t chain = 0;
  for (; bytes.size() >= image::kFrameBytes; ++header.sequence) {
    const std::size_t left = bytes.size() - image::kFrameBytes;
    header.type = static_cast<image::FrameType>(load_le<std::uint16_t>(bytes, 4));
    header.flags = load_le<std::uint16_t>(bytes, kFlagsAt) & image::kGoesOn;
    header.length = static_cast<std::uint32_t>(std::min<std::size_t>(load_le<std::uint32_t>(bytes, kLengthAt), left));
    chain = append_frame(header, bytes.subspan(image::kFrameHeaderBytes, header.length), chain, image);
    bytes = bytes.subspan(header.size());
  }
  return image;
}

void expect_device(const image::Loaded& loaded) {
  for (const Namespace& each : loaded.subsystem.namespaces())
    expect(!violated_invariant(each.geometry, each.state), "the state is one that a device can be in");
  const std::vector<std::byte> image = image_of(loaded.subsystem, loaded.policy, loaded.about);
  const auto again = image::load(image, kLimits);
  if (const auto* error = std::get_if<image::LoadError>(&again)) fail("what is written is loaded: " + error->text);
  const auto& same = std::get<image::Loaded>(again);
  expect(same.subsystem == loaded.subsystem && same.policy == loaded.policy, "... and is the same device");
  expect(image_of(same.subsystem, same.policy, same.about) == image, "equal states have equal bytes");
}

void try_to_load(std::span<const std::byte> bytes) {
  const auto loaded = image::load(bytes, kLimits);
  if (const auto* error = std::get_if<image::LoadError>(&loaded)) {
    expect(!error->text.empty() && error->offset <= bytes.size(), "an error says where, and what");
  } else {
    const auto& state = std::get<image::Loaded>(loaded);
    expect(state.next.offset + state.torn_bytes == bytes.size(), "a byte is good or torn");
    expect_device(state);
  }
  const auto recovered = image::recover(bytes, kLimits);
  if (const auto* state = std::get_if<image::Loaded>(&recovered)) expect_device(*state);
}

bool is_same(const image::Loaded& a, const image::Loaded& b) {
  return a.about == b.about && a.unknown_read_only == b.unknown_read_only && a.policy == b.policy &&
         a.subsystem == b.subsystem;
}

constexpr const char* kFlips = "flips";
constexpr std::size_t kMostFlipped = 16U << 10;

// Nothing is said twice: each byte of the header counts.
void flip_each_byte_of_the_header(std::vector<std::byte> bytes) {
  const auto right = image::load(bytes, kLimits);
  const auto* loaded = std::get_if<image::Loaded>(&right);
  if (loaded == nullptr || loaded->about.creator != kFlips || bytes.size() > kMostFlipped) return;
  if (loaded->about.compatible != 0) return;  // what these stand for may lie in the padding
  const std::size_t length = load_le<std::uint32_t>(bytes, kLengthAt);
  for (std::size_t i = 0; i < length; ++i) {
    std::byte& byte = bytes[image::kFrameHeaderBytes + i];
    const std::byte before = std::exchange(byte, byte ^ std::byte{1});
    const auto other = image::load(mended(bytes), kLimits);
    if (const auto* also = std::get_if<image::Loaded>(&other))
      expect(!is_same(*loaded, *also), "another header is another device");
    byte = before;
  }
}

}  // namespace
}  // namespace zns::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zns::fuzz;
  Execution execution{"fuzz_image", hex_words, data, size};
  const auto bytes = std::as_bytes(execution.input());
  try_to_load(bytes);
  try_to_load(mended(bytes));
  flip_each_byte_of_the_header(mended(bytes));
  return 0;
}
