#include <algorithm>
#include <string_view>
#include <variant>
#include <vector>

#include "reference/image/dump.hpp"
#include "reference/spec/text.hpp"

namespace zns::image {
namespace {

// A line grows by its words: " name=value".
class Line {
 public:
  explicit Line(std::string begin) : text_{std::move(begin)} {}
  Line& number(std::string_view name, std::uint64_t value) { return word(name, std::to_string(value)); }
  Line& hexadecimal(std::string_view name, std::uint64_t value) { return word(name, hex(value)); }
  template <class E>
  Line& choice(std::string_view name, E value) {
    return number(name, static_cast<std::uint64_t>(value));
  }
  template <class T>
  Line& optional(std::string_view name, const std::optional<T>& value) {
    return word(name, value ? std::to_string(*value) : "none");
  }
  Line& flag(std::string_view name, bool value) {
    if (value) text_ += ' ' + std::string{name};
    return *this;
  }
  [[nodiscard]] std::string end() const { return text_ + "\n"; }

 private:
  Line& word(std::string_view name, const std::string& value) {
    text_ += ' ' + std::string{name} + '=' + value;
    return *this;
  }
  std::string text_;
};

std::string hex_of(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes) {
    text += kDigits[std::to_integer<std::size_t>(byte >> 4)];
    text += kDigits[std::to_integer<std::size_t>(byte & std::byte{0xF})];
  }
  return text;
}

std::string of_blocks(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " block" : " blocks");
}

// ---- namespaces -----------------------------------------------------------------------------------------------------

std::string text_of(const Geometry& g) {
  Line line{"  geometry"};
  line.number("nn", g.nn).number("lba", g.lba_bytes).number("zones", g.zones).hexadecimal("zsze", g.zsze);
  line.hexadecimal("zcap", g.zcap).optional("max_active", g.max_active).optional("max_open", g.max_open);
  line.number("zdes", g.zdes).number("mdts", g.mdts).number("zasl", g.zasl).number("wzsl", g.wzsl);
  line.optional("mpsmin", g.mpsmin).number("awun", g.awun).choice("flush", g.flush_broadcast);
  line.choice("dlfeat", g.deallocated).choice("dulbe", g.dulbe).choice("barred", g.barred);
  line.flag("razb", g.read_across).flag("vzcap", g.variable_capacity).flag("zae", g.active_excursions);
  line.flag("vwc", g.write_cache).flag("ns-management", g.namespace_management).flag("dae", g.deallocated_error);
  line.flag("sgls", g.sgls).flag("append", g.append).flag("write-zeroes", g.write_zeroes);
  line.flag("several-controllers", g.several_controllers).flag("write-protected", g.write_protected);
  return line.end();
}

std::string text_of(const FeatureValues& features, const std::string& indent) {
  std::string text;
  for (const auto& [values, name] : {std::pair{&features.all_current(), "current"}, {&features.all_saved(), "saved"}})
    for (const auto& [place, value] : *values)
      text += Line{indent + name + " feature " + hex(static_cast<std::uint64_t>(place.fid))}
                  .hexadecimal("parameter", place.parameter)
                  .hexadecimal("value", value)
                  .end();
  return text;
}

std::string text_of(BlockMap::Content content) {
  if (content == BlockMap::Content::Zeroes) return "Write Zeroes";
  return content == BlockMap::Content::Unwritten ? "unwritten" : "unknown";
}

std::string text_of(const BlockMap& blocks) {
  std::string text;
  for (const BlockMap::Run& run : blocks.runs()) {
    const std::string begin = "    block " + hex(run.first) + ", " + of_blocks(run.count) + ": ";
    if (const auto* content = std::get_if<BlockMap::Content>(&run.form)) {
      text += begin + text_of(*content) + "\n";
    } else if (const auto* repeated = std::get_if<std::byte>(&run.form)) {
      text += begin + "byte " + hex(std::to_integer<std::uint64_t>(*repeated)) + "\n";
    } else if (const auto* series = std::get_if<PatternSeries>(&run.form)) {
      const PatternSeries::Parts parts = series->parts();
      text += Line{begin + "pattern"}
                  .hexadecimal("first", parts.first)
                  .hexadecimal("generation", parts.generation)
                  .hexadecimal("phase", parts.phase)
                  .end();
    } else {
      for (std::uint64_t i = 0; i < run.count; ++i)
        text += "    block " + hex(run.first + i) + ": " +
                hex_of(std::get<std::span<const std::byte>>(blocks.at(run.first + i).payload)) + "\n";
    }
  }
  return text;
}

std::string text_of(const Geometry& geometry, const State& state, ZoneId id) {
  const Zone& zone = state.zone(id);
  const bool is_fresh = zone == Zone{.wp = geometry.zslba(id), .zcap = geometry.zcap};
  const SharedBlocks& media = state.media(id);
  if (is_fresh && (!media || media->blocks() == 0) && !state.extension(id)) return "";
  Line line{"  zone " + std::to_string(id) + ": " + std::string{letters(zone.zs)}};
  line.hexadecimal("wp", zone.wp).hexadecimal("zcap", zone.zcap).hexadecimal("za", zone.za).number("zai", zone.zai);
  std::string text = line.end();
  if (const SharedExtension extension = state.extension(id)) text += "    extension " + hex_of(*extension) + "\n";
  return text + (media ? text_of(*media) : "");
}

std::string text_of(const Namespace& ns, std::size_t place) {
  Line line{"namespace " + std::to_string(ns.geometry.nsid) + " in place " + std::to_string(place) + ":"};
  line.flag("zoned", ns.geometry.is_zoned()).flag("deleted", !ns.allocated).flag("shared", ns.shared);
  for (std::size_t at = 0; at < kMostControllers; ++at)
    line.flag("attached-to-place-" + std::to_string(at), ns.attached[at]);
  std::string text = line.end() + text_of(ns.geometry) + text_of(ns.features, "  ");
  for (ZoneId id = 0; id < ns.state.zones(); ++id) text += text_of(ns.geometry, ns.state, id);
  std::string order;
  for (ZoneId id = ns.state.oldest_implicitly_opened(); id != State::kNone; id = ns.state.newer(id))
    order += ' ' + std::to_string(id);
  return text + (order.empty() ? "" : "  implicitly opened, the oldest first:" + order + "\n");
}

// ---- controllers ----------------------------------------------------------------------------------------------------

std::string text_of(const Events& events) {
  std::string text;
  for (const std::uint16_t cid : events.requests()) text += "  event request " + hex(cid) + " waits\n";
  if (events.aborted() != 0) text += Line{"  event requests"}.number("aborted", events.aborted()).end();
  for (const AsyncEvent& each : events.untold()) text += "  event to tell " + hex(encode(each)) + "\n";
  for (const AsyncEvent& each : events.told()) text += "  event told, not read " + hex(encode(each)) + "\n";
  return text;
}

std::string text_of(const ChangeLogs& changed) {
  std::string text;
  for (const std::uint32_t nsid : changed.namespaces) text += "  changed namespace " + std::to_string(nsid) + "\n";
  for (const auto& [nsid, zslbas] : changed.zones)
    for (const std::uint64_t zslba : zslbas)
      text += "  changed zone " + hex(zslba) + " of namespace " + std::to_string(nsid) + "\n";
  return text;
}

std::string text_of(const CommandNotes& notes) {
  const Counters& c = notes.counters;
  std::string text;
  if (c != Counters{})
    text += Line{"  counted"}
                .number("sectors-read", c.sectors_read)
                .number("sectors-written", c.sectors_written)
                .number("reads", c.reads)
                .number("writes", c.writes)
                .number("power-cycles", c.power_cycles)
                .number("unsafe-shutdowns", c.unsafe_shutdowns)
                .end();
  for (const ErrorEntry& each : notes.errors.newest_first())
    if (each.count != 0)
      text += Line{"  error " + std::to_string(each.count) + ":"}
                  .number("sqid", each.sqid)
                  .number("cid", each.cid)
                  .hexadecimal("status", each.status_field)
                  .hexadecimal("pel", each.pel)
                  .hexadecimal("lba", each.lba)
                  .number("nsid", each.nsid)
                  .hexadecimal("opcode", each.opcode)
                  .end();
  return text;
}

std::string text_of(const ControllerRegisters::Values& values) {
  Line line{"  properties:"};
  line.hexadecimal("cc", encode(values.cc)).hexadecimal("csts", encode(values.csts));
  line.hexadecimal("aqa", encode(values.aqa)).hexadecimal("asq", values.asq).hexadecimal("acq", values.acq);
  return line.hexadecimal("masked-interrupts", values.masked_interrupts).end();
}

template <class Queue>
Line line_of(const char* name, std::uint16_t qid, const Queue& queue) {
  Line line{std::string{"  "} + name + " queue " + std::to_string(qid) + ":"};
  line.hexadecimal("base", queue.memory.base).flag("contiguous", queue.memory.contiguous);
  line.number("size", queue.ring.size).number("head", queue.ring.head).number("tail", queue.ring.tail);
  return line;
}

std::string text_of(const Queues& queues) {
  std::string text;
  for (const auto& [qid, queue] : queues.submission)
    text += line_of("submission", qid, queue).number("cqid", queue.cqid).number("qprio", queue.qprio).end();
  for (const auto& [qid, queue] : queues.completion)
    text += line_of("completion", qid, queue)
                .flag("phase", queue.phase)
                .flag("ien", queue.ien)
                .number("iv", queue.iv)
                .end();
  return text;
}

std::string text_of(const Controller& controller, const CommandNotes& notes) {
  const ControllerShape& shape = controller.shape;
  Line line{"controller " + std::to_string(shape.cntlid) + ":"};
  line.number("acl", shape.acl).number("aerl", shape.aerl).number("elpe", shape.elpe).hexadecimal("lpa", shape.lpa);
  line.hexadecimal("oaes", shape.oaes).flag("lists-unusable", shape.lists_unusable);
  line.hexadecimal("cap", encode(shape.registers.cap)).hexadecimal("vs", shape.registers.vs);
  line.hexadecimal("crto", shape.registers.crto).choice("command-sets", controller.command_sets);
  return line.end() + text_of(controller.registers.values()) + text_of(controller.queues) +
         text_of(controller.features, "  ") + text_of(controller.events) + text_of(controller.changed) + text_of(notes);
}

std::string text_of(const SanitizeOperation& operation) {
  if (operation == SanitizeOperation{}) return "";
  const Sanitize& command = operation.command;
  Line line{"sanitize:"};
  line.choice("state", operation.state).choice("sanact", command.sanact).hexadecimal("ovrpat", command.ovrpat);
  line.number("owpass", command.owpass).flag("ause", command.ause).flag("oipbp", command.oipbp);
  line.flag("ndas", command.ndas).number("place", operation.controller).number("commands", operation.commands);
  line.number("left", operation.left).flag("deallocates", operation.deallocates).number("writes", operation.writes);
  return line.end();
}

}  // namespace

std::string to_text(const Policy& p) {
  Line line{"policy"};
  line.choice("statuses", p.statuses).choice("implicit-close", p.implicit_close);
  line.choice("write-pointer", p.write_pointer).choice("deallocated", p.deallocated).choice("order", p.order);
  line.number("rubbish", p.rubbish).choice("power-loss", p.power_loss).choice("error-log", p.error_log);
  line.number("sanitize-commands", p.sanitize_commands).flag("use-exceptions", p.use_exceptions);
  line.flag("close-eagerly", p.close_eagerly).flag("full-at-power-loss", p.full_at_power_loss);
  line.flag("aborts-event-requests", p.aborts_event_requests).flag("sanitize-fails", p.sanitize_fails);
  return line.end();
}

std::string to_text(const Subsystem& subsystem) {
  Line line{"device:"};
  line.number("total-bytes", subsystem.total_bytes()).hexadecimal("sanicap", subsystem.sanicap());
  std::string text = line.end() + "new namespaces:\n" + text_of(subsystem.usual());
  for (std::size_t i = 0; i < subsystem.size(); ++i) text += text_of(subsystem[i], i);
  for (std::size_t i = 0; i < subsystem.controllers(); ++i)
    text += text_of(subsystem.controller({i}), subsystem.notes({i}));
  return text + text_of(subsystem.sanitize());
}

}  // namespace zns::image
