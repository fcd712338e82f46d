// The kernel's io_uring for the generic node of a namespace (ngXnY): entries in, answers out, and nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "harness/base/unique_fd.hpp"
#include "harness/targets/ring.hpp"

namespace zns::harness {

// `error` is an errno, or 0 with the status of the device.
struct UringAnswer {
  std::uint64_t tag = 0;
  PassthruResult result = {};
};

// Errors are numbers of errno, as liburing gives them, but positive.
class UringQueue {
 public:
  UringQueue() = default;
  UringQueue(const UringQueue&) = delete;
  UringQueue& operator=(const UringQueue&) = delete;
  virtual ~UringQueue() = default;

  // Adds a command. False: there is no free entry before submit().
  virtual bool push(const Flight& flight, std::uint64_t tag) = 0;

  struct Submitted {
    int error = 0;
    std::size_t taken = 0;
  };
  // Gives the kernel what was pushed; it may take less.
  virtual Submitted submit() = 0;

  // Waits for so many answers; 0, or why it waited no longer: ETIME, EINTR, ...
  virtual int wait(std::size_t answers, std::chrono::milliseconds patience) = 0;

  // The next answer that is there.
  virtual std::optional<UringAnswer> pop() = 0;
};

// A queue, or the errno that says why there is none.
struct OpenedUring {
  std::unique_ptr<UringQueue> queue = {};
  int error = 0;
};

// `timeout`: of each command, after which the kernel gives it up; 0: the kernel's own.
OpenedUring open_uring(UniqueFd generic_node, std::size_t entries, std::chrono::milliseconds timeout);

}  // namespace zns::harness
