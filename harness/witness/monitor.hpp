// The second witness of a run: a target that passes every command on, and has the oracle judge every completion.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/witness/beside.hpp"
#include "harness/witness/finding.hpp"
#include "harness/witness/transitions.hpp"
#include "reference/oracle/oracle.hpp"
#include "suites/facts.hpp"
#include "suites/target.hpp"

namespace zns::harness {

class PersonalityObserver;

struct ClauseCount {
  std::uint64_t exercised = 0;
  std::uint64_t violated = 0;
};

class Monitor final : public suites::Target, private suites::Registers {
 public:
  // Starts from what `below` reports of itself now: the geometry from `facts`, the zones from a full report.
  Monitor(suites::Target& below, const suites::Facts& facts);
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  ~Monitor() override;

  [[nodiscard]] std::string name() const override;
  [[nodiscard]] std::uint32_t nsid() const override;
  [[nodiscard]] suites::Carries carries() const override;
  [[nodiscard]] suites::EventRequests* events() override;
  suites::Completion submit(const suites::Submission& submission) override;
  // Judged as a history: some order of them has to explain all completions, and reports of their zones right after.
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;
  // Then looks at all zones, and at what they hold (after_reset.hpp), and has it judged. But a target that was lost, or
  // does not keep its zones without power, is another device afterwards, and taken as it is reported.
  void reset(Reset kind) override;
  void wait(std::chrono::milliseconds delay) override;
  void inject(std::uint64_t zslba, ZoneState state) override;
  void advise(std::uint64_t zslba, std::uint8_t za) override;
  // Looks at all zones, as after a reset, where one controller was reset, or the last one has shut down. What a
  // controller does under another CC.CSS than the run's is not judged.
  [[nodiscard]] suites::Registers* registers() override;

  // After a loss, of a target that came back by itself: its zones are taken as they are reported.
  void begin_anew();
  // Nothing is known any more of what the namespaces beside hold.
  void forget_beside();
  // After every aborted command, also looks whether it left its zone as it was (aftermath.hpp).
  void look_after_aborts(bool yes);
  // Throws HarnessError where the namespace begins to refuse whole classes of commands (refusal.hpp), before that is
  // judged. And of completions with a wrong SQHD tells one only: they may all have it.
  void guard_run(bool yes);
  // Shows it everything that is permitted, and looks at zones where it has to know which of them are open. It must
  // outlive the monitor.
  void show(PersonalityObserver& observer);
  // Sends a command that only looks, and has it judged, on behalf of no case.
  void look(const Command& command);
  [[nodiscard]] const Oracle& oracle() const;  // of the namespace under test
  [[nodiscard]] const Beside& beside() const;

  std::vector<Finding> take_findings();          // since the last call
  bool take_unjudged();                          // whether there was a command since, of which the oracle knows nothing
  [[nodiscard]] std::uint64_t commands() const;  // submitted so far
  [[nodiscard]] std::uint64_t written_bytes() const;  // by Writes and Zone Appends that succeeded
  [[nodiscard]] std::uint64_t decided() const;        // of them, those that had no passing status (ZNS-GEN-014)
  [[nodiscard]] std::uint64_t undecided() const;  // histories for which no order was found, and none excluded, in time
  [[nodiscard]] std::map<std::string, std::uint64_t> freedoms() const;  // freedom id -> times used
  [[nodiscard]] std::map<std::string, ClauseCount> clause_counts() const;
  [[nodiscard]] const Transitions& transitions() const;  // between states of zones, those of looks included

 private:
  std::uint32_t read32(std::size_t controller, std::uint32_t offset) override;
  void write32(std::size_t controller, std::uint32_t offset, std::uint32_t value) override;
  void disable(std::size_t controller) override;
  void shut_down(std::size_t controller, ShutdownNotification how) override;
  void enable(std::size_t controller, std::optional<CommandSets> css) override;
  [[nodiscard]] std::uint64_t spare_page(std::size_t controller) override;

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace zns::harness
