// A target that passes everything on, and records it as a trace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/oracle/oracle.hpp"
#include "reference/trace/trace.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// A trace with nothing in it yet: the device as the oracle believes it, and the zones that are not Empty. `beside`:
// further namespaces; the recorder keeps those that commands name.
[[nodiscard]] Trace trace_head(const Oracle& oracle, std::vector<Geometry> beside, std::string target,
                               std::uint64_t seed, std::string note);

class Recorder final : public suites::Target, private suites::Registers {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;  // of memory that a recording may take

  explicit Recorder(suites::Target& below) : below_{below} {}

  // Starts anew: what is recorded is added to `head`.
  void begin(Trace head);
  // What was recorded since begin(), and ends the recording; nothing if there was none, or it became too long.
  [[nodiscard]] std::optional<Trace> take();

  [[nodiscard]] std::string name() const override { return below_.name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return below_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return below_.carries(); }
  [[nodiscard]] suites::EventRequests* events() override { return below_.events(); }
  suites::Completion submit(const suites::Submission& submission) override;
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;
  void reset(Reset kind) override;
  void wait(std::chrono::milliseconds delay) override { below_.wait(delay); }
  void inject(std::uint64_t zslba, ZoneState state) override;
  void advise(std::uint64_t zslba, std::uint8_t za) override { below_.advise(zslba, za); }
  // Asynchronous Event Requests, and registers that a case reads or writes by itself, are not recorded.
  [[nodiscard]] suites::Registers* registers() override { return below_.registers() != nullptr ? this : nullptr; }

 private:
  std::uint32_t read32(std::size_t controller, std::uint32_t offset) override;
  void write32(std::size_t controller, std::uint32_t offset, std::uint32_t value) override;
  void disable(std::size_t controller) override;
  void shut_down(std::size_t controller, ShutdownNotification how) override;
  void enable(std::size_t controller, std::optional<CommandSets> css) override;
  [[nodiscard]] std::uint64_t spare_page(std::size_t controller) override;
  void record(std::span<const suites::Submission> submissions, std::span<const suites::Completion> completions);
  [[nodiscard]] TraceEntry entry_of(const suites::Submission& submission, const suites::Completion* cqe);

  suites::Target& below_;
  std::optional<Trace> trace_;
  std::size_t bytes_ = 0;
};

}  // namespace zns::harness
