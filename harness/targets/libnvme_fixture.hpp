// For tests of the libnvme target: one that talks to a FakeKernel, and shorthand to send it commands.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "harness/targets/fake_kernel.hpp"
#include "harness/targets/libnvme.hpp"
#include "reference/spec/command.hpp"

namespace zns::harness::testing {

using Bytes = std::vector<std::byte>;

inline constexpr Link kPcie{.pcie = true, .max_bytes = std::nullopt};
inline constexpr Link kFabric{.pcie = false, .max_bytes = std::nullopt};
inline constexpr std::size_t kBlock = 4096;  // of the fake device

// The node's name is that of a handle without a node in libnvme 3; libnvme 1.x uses the descriptor.
inline std::shared_ptr<Passthru> make_passthru() {
  return std::make_shared<Passthru>(UniqueFd{::open("/dev/null", O_RDWR | O_CLOEXEC)}, "NVME_TEST_FD64");
}

inline LibnvmeTarget make_target(const Link& link = kPcie) {
  return LibnvmeTarget{"/dev/nvme0n1", make_passthru(), 1, link};
}

inline suites::Completion send(LibnvmeTarget& target, const Command& command, Bytes* to = nullptr,
                               Bytes* from = nullptr) {
  suites::Submission submission{.queue = command.queue, .sqe = encode(command), .to_device = {}, .from_device = {}};
  if (to != nullptr) submission.to_device = *to;
  if (from != nullptr) submission.from_device = *from;
  return target.submit(submission);
}

class LibnvmeTest : public ::testing::Test {
 protected:
  FakeKernel kernel;
};

}  // namespace zns::harness::testing
