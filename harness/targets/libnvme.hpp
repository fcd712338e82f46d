// A real drive, or an emulated one, under the Linux kernel's own driver: raw commands through libnvme's passthrough.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/targets/passthru.hpp"
#include "harness/targets/protection.hpp"
#include "harness/targets/ring.hpp"
#include "harness/targets/transfer.hpp"
#include "reference/spec/identify.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// Carries what the kernel carries; refuses (suites::NotCarried) what it would refuse, and what would let the device
// reach memory that is not its own. A command that never completed, so that the kernel gave it up and reset the
// controller, is a suites::DeviceLost; one that had no way to the device is a HarnessError and no verdict.
class LibnvmeTarget final : public suites::Target {
 public:
  // Asks the device, by Identify, what it has to know to be safe. `spelling` begins every message.
  LibnvmeTarget(std::string spelling, std::shared_ptr<Passthru> passthru, std::uint32_t nsid, const Link& link);

  [[nodiscard]] std::string name() const override { return spelling_; }
  [[nodiscard]] std::uint32_t nsid() const override { return nsid_; }
  [[nodiscard]] suites::Carries carries() const override;
  // By ioctl: for one command at a time it is quicker than any other way.
  suites::Completion submit(const suites::Submission& submission) override;
  // I/O commands together; those for the admin queue one by one, while the others are in flight.
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;

  // Until then it has one command at a time.
  void use(QueueDepth depth) { depth_ = std::move(depth); }
  [[nodiscard]] const std::string& way_together() const { return depth_.way; }

  // Who it is, for its owner to recognise.
  [[nodiscard]] const DeviceIdentity& identity() const { return identity_; }
  // What the drive says that a shutdown and a start take at most (RTD3E, RTD3R); 0: it does not say.
  [[nodiscard]] std::chrono::microseconds resume_time() const { return resume_time_; }
  // It has more power states than one (NPSS).
  [[nodiscard]] bool has_power_states() const { return has_power_states_; }

 private:
  void learn();
  void try_guard();
  IdentifyPage identify(Cns cns, Csi csi, suites::Completion& cqe);
  void refuse_what_cannot_be_carried(const suites::Submission& submission, const Transfer& transfer) const;
  [[nodiscard]] std::size_t data_len_for(Queue queue, const Transfer& transfer) const;
  [[nodiscard]] Transfer checked(const suites::Submission& submission) const;
  void prepare(const suites::Submission& submission, const Transfer& transfer, Flight& flight) const;
  void execute(Queue queue, Flight& flight);
  suites::Completion finish(const suites::Submission& submission, const Transfer& transfer, Flight& flight) const;

  // Commands in flight together: in libnvme_together.cpp.
  struct Landed;
  std::unique_ptr<Flight> spare_flight();
  void collect(Landed& landed);
  void throw_what_failed(std::span<const suites::Submission> submissions, const Landed& landed) const;

  std::string spelling_;
  std::shared_ptr<Passthru> passthru_;
  std::uint32_t nsid_;
  bool pcie_;
  std::size_t io_guard_limit_ = 0;  // up to this data length an I/O command may be given more memory than it uses
  std::size_t max_bytes_;
  BlockShape shape_;
  std::chrono::milliseconds for_all_zones_{0};  // that an action on them may take
  DeviceIdentity identity_;
  std::chrono::microseconds resume_time_{0};
  bool has_power_states_ = false;
  Flight single_;
  QueueDepth depth_;
  Flights spare_;
  std::uint64_t batch_ = 0;                // the number of the last one
  std::chrono::milliseconds patience_{0};  // with it
};

}  // namespace zns::harness
