// The properties of a controller as a state machine (Base 2.0 3.1.3, 3.5, 3.6). A write changes them, and says what
// follows for queues and namespaces. The shell does that, and tells when the controller is ready or has shut down.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "reference/spec/clause.hpp"
#include "reference/spec/registers.hpp"
#include "reference/spec/reset.hpp"

namespace zns {

// What is fixed while the controller exists.
struct RegisterShape {
  Cap cap;
  std::uint32_t vs = 0x0002'0000;
  std::uint32_t crto = 0;
  friend bool operator==(const RegisterShape&, const RegisterShape&) = default;
};

struct Enabled {  // CC.EN from 0 to 1: the admin queues are where AQA, ASQ and ACQ say; ready() or fail() is next
  friend bool operator==(const Enabled&, const Enabled&) = default;
};
struct EnableRefused {  // likewise, but CC or the admin queues are no good: CSTS.CFS is set
  ClauseId clause;
  friend bool operator==(const EnableRefused&, const EnableRefused&) = default;
};
struct Disabled {  // CC.EN from 1 to 0, a Controller Reset: queues are gone, commands in flight dropped
  friend bool operator==(const Disabled&, const Disabled&) = default;
};
struct ShutdownBegun {  // no further command is accepted; shut_down() is next
  bool abrupt = false;
  friend bool operator==(const ShutdownBegun&, const ShutdownBegun&) = default;
};
struct SubsystemReset {  // by NSSR: each controller of the subsystem takes reset_subsystem(); this one has
  friend bool operator==(const SubsystemReset&, const SubsystemReset&) = default;
};
struct DoorbellRung {  // whether there is such a queue, and such an entry, is for the queues to say (queues.hpp)
  DoorbellRegister doorbell;
  std::uint16_t value = 0;
  friend bool operator==(const DoorbellRung&, const DoorbellRung&) = default;
};
struct Ignored {  // the write has changed nothing
  ClauseId clause;
  friend bool operator==(const Ignored&, const Ignored&) = default;
};
using Consequence =
    std::variant<Enabled, EnableRefused, Disabled, ShutdownBegun, SubsystemReset, DoorbellRung, Ignored>;

// What the reset leaves of the registers. No reset leaves a queue, so queues have no line here (REG-010, REG-011).
struct KeptRegisters {
  bool admin_queues = false;  // AQA, ASQ, ACQ
  bool nssro = false;
  bool cc = false;  // but for EN and SHN
  friend bool operator==(const KeptRegisters&, const KeptRegisters&) = default;
};
[[nodiscard]] KeptRegisters kept_by(Reset kind);

class ControllerRegisters {
 public:
  RegisterShape shape;

  ControllerRegisters() = default;
  explicit ControllerRegisters(const RegisterShape& shape_of_controller) : shape{shape_of_controller} {}

  // What they hold, for whoever keeps them somewhere else.
  struct Values {
    Cc cc = {};
    Csts csts = {};
    Aqa aqa = {};
    std::uint64_t asq = 0;
    std::uint64_t acq = 0;
    std::uint32_t masked_interrupts = 0;
  };
  ControllerRegisters(const RegisterShape& shape_of_controller, const Values& values)
      : shape{shape_of_controller},
        cc_{values.cc},
        csts_{values.csts},
        aqa_{values.aqa},
        asq_{values.asq},
        acq_{values.acq},
        masked_interrupts_{values.masked_interrupts} {}
  [[nodiscard]] Values values() const { return {cc_, csts_, aqa_, asq_, acq_, masked_interrupts_}; }

  // `width` bytes, 1 to 8.
  [[nodiscard]] std::uint64_t read(std::uint32_t offset, unsigned width) const;
  // In the order in which they follow; mostly one or none.
  std::vector<Consequence> write(std::uint32_t offset, std::uint64_t value, unsigned width);

  // What the shell tells. An event that comes too late (the controller was disabled meanwhile) changes nothing.
  void ready();      // CSTS.RDY
  void shut_down();  // CSTS.SHST: complete
  void fail();       // CSTS.CFS
  // The registers as they are when the controller can be enabled again.
  void reset(Reset kind);
  void reset_subsystem();

  // Neither before RDY nor after a fatal error, nor from the beginning of a shutdown on (REG-018, REG-012).
  [[nodiscard]] bool accepts_commands() const;

  [[nodiscard]] const Cc& cc() const { return cc_; }
  [[nodiscard]] const Csts& csts() const { return csts_; }
  [[nodiscard]] const Aqa& aqa() const { return aqa_; }
  [[nodiscard]] std::uint64_t asq() const { return asq_; }
  [[nodiscard]] std::uint64_t acq() const { return acq_; }
  [[nodiscard]] std::uint32_t masked_interrupts() const { return masked_interrupts_; }

  friend bool operator==(const ControllerRegisters&, const ControllerRegisters&) = default;

 private:
  [[nodiscard]] std::uint32_t word(std::uint32_t offset) const;
  std::vector<Consequence> write_cc(const Cc& value);
  std::vector<Consequence> write_nssr(std::uint32_t value);
  [[nodiscard]] std::vector<Consequence> ring(DoorbellRegister doorbell, std::uint16_t value) const;
  Consequence enable();
  [[nodiscard]] std::optional<ClauseId> objection_to_enabling() const;

  Cc cc_;
  Csts csts_;
  Aqa aqa_;
  std::uint64_t asq_ = 0;
  std::uint64_t acq_ = 0;
  std::uint32_t masked_interrupts_ = 0;
};

}  // namespace zns
