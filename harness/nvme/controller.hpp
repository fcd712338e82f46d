// A controller as its host has it: enabled, with an admin queue pair and one for I/O; and commands in flight in them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/nvme/bus.hpp"
#include "harness/nvme/dma.hpp"
#include "harness/nvme/prp.hpp"
#include "harness/nvme/queue_pair.hpp"
#include "reference/spec/queue_commands.hpp"
#include "reference/spec/registers.hpp"
#include "suites/target.hpp"

namespace zns::harness::nvme {

// What commands are announced by: Shadow is host memory where the controller has it (OACS bit 8), else its registers.
enum class Doorbells : std::uint8_t { Shadow, Registers };

struct ControllerOptions {
  std::uint32_t entries = 1024;                       // of each queue; one less can be in flight
  std::chrono::milliseconds command_timeout{10'000};  // a command without a completion for so long hangs
  Doorbells doorbells = Doorbells::Shadow;
  std::size_t part = 0;  // of the bus's memory, in so many equal ones: the controllers of a subsystem share it
  std::size_t parts = 1;
};

// What the controller does wrong, by itself, is a suites::DeviceLost: it does not become ready, has a fatal status,
// does not complete a command, or completes one that there is not.
class Controller {
 public:
  // Reads what it can do. Throws HarnessError for one that this driver is not made for.
  Controller(Bus& bus, const ControllerOptions& options);

  // And creates the queues, and configures their shadow doorbells; disables it first where it is enabled. Without I/O
  // queues for CommandSets::AdminOnly. Absent: all command sets that there are.
  void enable(std::optional<CommandSets> css = {});
  void disable();                                                          // CC.EN
  void shutdown(ShutdownNotification how = ShutdownNotification::Normal);  // CC.SHN, to its end

  // A property (Bus).
  [[nodiscard]] std::uint32_t read32(std::uint32_t offset) { return bus_.read(offset); }
  void write32(std::uint32_t offset, std::uint32_t value) { bus_.write(offset, value); }
  // The address of a page that the driver does not use.
  [[nodiscard]] std::uint64_t spare_page() const { return spare_.address; }

  // Asynchronous Event Requests (suites::EventRequests): they stay in the admin queue, and the next commands pass them.
  // NotCarried where the queue would have no room for a command any more.
  std::optional<suites::Completion> request_event();
  std::optional<suites::Completion> next_event();
  // The identifier of the request that was sent last.
  [[nodiscard]] std::uint16_t last_event_cid() const { return last_event_cid_; }

  // Sends all, and waits for all; at most room() of them, of which the admin queue holds fewer while events are waited
  // for. In the order of the submissions, each with its place in time.
  std::vector<suites::Completion> submit(std::span<const suites::Submission> submissions);
  [[nodiscard]] std::size_t room() const { return options_.entries - 1; }

  // Why the controller that announces shadow doorbells has none since it was enabled; empty where all is as announced.
  [[nodiscard]] const std::string& note() const { return note_; }

  // One in flight.
  struct Command {
    const suites::Submission* submission = nullptr;
    PrpBuffer data;
    suites::Completion completion;
  };

 private:
  static constexpr std::size_t kEvent = ~std::size_t{0};  // the token of every Asynchronous Event Request

  [[nodiscard]] std::uint64_t read64(std::uint32_t offset);
  void wait_for(std::uint32_t mask, std::uint32_t value, const char* what);
  void create_io_queues();
  void check_room(std::span<const suites::Submission> submissions) const;
  bool take_arrival(QueuePair& queue, std::span<Command> commands, std::size_t& done);
  void let_events_arrive();
  std::optional<suites::Completion> take_event(std::optional<std::uint16_t> cid);
  void write64(std::uint32_t offset, std::uint64_t value);
  void admin(const Sqe& sqe, const char* what);
  suites::Completion driver_command(const suites::Submission& submission);
  [[nodiscard]] bool announces_doorbell_buffers();
  void configure_doorbell_buffers();
  QueuePair make_pair(std::uint16_t id);

  QueuePair& pair(Queue queue) { return queue == Queue::Admin ? *admin_ : *io_; }
  std::uint16_t next_cid(std::span<const std::uint16_t> taken);
  std::vector<Command> prepare(std::span<const suites::Submission> submissions);
  void send(std::span<Command> commands);
  void collect(std::span<Command> commands);
  void check_alive(std::span<const Command> commands, bool timed_out);
  std::string blame_event_indexes(QueuePair& waiting);
  void finish(std::span<Command> commands);

  Bus& bus_;
  ControllerOptions options_;
  Cap cap_;
  DmaArena queue_arena_;
  DmaArena data_arena_;
  Dma spare_;
  std::optional<QueuePair> admin_;
  std::optional<QueuePair> io_;
  bool is_up_ = false;  // commands can be sent
  std::uint16_t last_cid_ = 0;
  std::uint16_t last_event_cid_ = 0;
  std::vector<std::uint16_t> event_cids_;  // of requests that are outstanding
  struct Event {
    std::uint16_t cid = 0;
    suites::Completion completion;
  };
  std::deque<Event> events_;  // that arrived, and nobody has asked for yet
  std::string note_;
};

}  // namespace zns::harness::nvme
