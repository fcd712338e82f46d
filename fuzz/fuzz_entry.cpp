// Raw 64-byte submission entries, any bits: each is some command, a command's entry says that command again, and
// whatever it is, an aborted one changes nothing, the state stays a state, and what was done can be taken back.
#include "fuzz/last_words.hpp"
#include "reference/device/device.hpp"
#include "reference/device/invariants.hpp"
#include "reference/device/step.hpp"

#include <algorithm>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zns;
  using namespace zns::fuzz;
  constexpr std::size_t kMostEntries = 32;  // an execution of more is only slower
  Execution execution{"fuzz_entry", hex_words, data, size};
  const Geometry geometry{
      .lba_bytes = 512, .zones = 4, .zsze = 16, .zcap = 12, .max_active = 3, .max_open = 2, .zdes = 1, .mdts = 1};
  static const std::vector<std::byte> kData(std::size_t{65536} * geometry.lba_bytes);
  static std::vector<std::byte> out(std::size_t{1} << 16);
  Device device{geometry, {}, 1};
  for (std::size_t i = 0; i < std::min(execution.input().size() / (kSqeBytes + 1), kMostEntries); ++i) {
    const auto bytes = std::as_bytes(execution.input().subspan(i * (kSqeBytes + 1), kSqeBytes + 1));
    const Sqe sqe = decode_sqe(bytes.subspan<1, kSqeBytes>());
    const auto again = encode(sqe);
    expect(std::equal(again.begin(), again.end(), bytes.begin() + 1), "an entry is its bytes");
    const Queue queue = bytes[0] == std::byte{0} ? Queue::Admin : Queue::Io;
    const Command command = decode(queue, sqe);
    Command twice = decode(queue, encode(command));
    twice.reserved_bits = command.reserved_bits;  // those in reserved fields are not written
    expect(twice == command, "the entry of a command says that command");
    const auto host = std::span{kData}.first(bytes_to_device(geometry, command));
    const State before = device.state();
    const Device::Done done = device.submit(command, host, out);
    const State after = device.state();
    if (done.status == kSuccess)
      expect(transfer(geometry, before, command, device.choices(), out) <= out.size(),
             "it returns what there is room for");
    else
      expect(after == before, "an aborted command changes nothing");
    if (const auto violation = violated_invariant(geometry, after)) fail("invariant " + std::string{violation->id});
    expect(device.undo() && device.state() == before, "undo() restores the state");
    device.restore(before);
    expect(device.submit(command, host, out).status == done.status && device.state() == after,
           "a command that was taken back can be sent again");
  }
  return 0;
}
