#include "reference/trace/fields.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "reference/spec/command.hpp"
#include "reference/spec/text.hpp"
#include "reference/trace/geometry_text.hpp"

namespace zns {

bool Fields::add(std::string_view word, std::size_t at) {
  const std::size_t equals = word.find('=');
  Field field{.key = word.substr(0, equals), .value = {}, .at = at};
  if (equals != std::string_view::npos) field.value = word.substr(equals + 1);
  const bool known = std::any_of(fields_.begin(), fields_.end(), [&](const Field& f) { return f.key == field.key; });
  if (known)
    complain(at, "'" + std::string{field.key} + "' is given twice");
  else if (fields_.size() == kMost)
    complain(at, "more than " + std::to_string(kMost) + " fields");
  else
    fields_.push_back(field);
  return !error_;
}

std::optional<Fields::Field> Fields::take(std::string_view key, bool with_value) {
  const auto found = std::find_if(fields_.begin(), fields_.end(),
                                  [&](const Field& f) { return f.key == key && f.value.has_value() == with_value; });
  if (found == fields_.end()) return std::nullopt;
  const Field field = *found;
  fields_.erase(found);
  return field;
}

std::optional<std::uint64_t> Fields::number(std::string_view key, std::uint64_t most) {
  const auto field = take(key, true);
  if (!field) return std::nullopt;
  const auto value = parse_number(*field->value);
  if (value && *value <= most) return value;
  complain(field->at, "'" + std::string{key} + "' is no number from 0 to " + std::to_string(most) + ": '" +
                          std::string{*field->value} + "'");
  return std::nullopt;
}

std::optional<std::string_view> Fields::text(std::string_view key) {
  const auto field = take(key, true);
  return field ? field->value : std::nullopt;
}

bool Fields::flag(std::string_view word) {
  return take(word, false).has_value();
}

void Fields::finish(std::string_view owner) {
  if (fields_.empty()) return;
  complain(fields_.front().at,
           "'" + std::string{fields_.front().key} + "' is nothing that " + std::string{owner} + " has");
}

void Fields::complain(std::size_t at, std::string text) {
  if (!error_) error_ = Error{.at = at, .text = std::move(text)};
}

namespace {

constexpr std::uint64_t kAny64 = std::numeric_limits<std::uint64_t>::max();

template <class T>
T number_or(Fields& fields, std::string_view key, T otherwise) {
  const auto value = fields.number(key, std::numeric_limits<T>::max());
  return value ? static_cast<T>(*value) : otherwise;
}

Nlb nlb(Fields& fields) {
  return Nlb::wire(number_or<std::uint16_t>(fields, "nlb", 0));
}
std::uint64_t lba(Fields& fields, std::string_view key) {
  return fields.number(key, kAny64).value_or(0);
}

constexpr std::array kSendActions{ZoneSendAction::Close,   ZoneSendAction::Finish,
                                  ZoneSendAction::Open,    ZoneSendAction::Reset,
                                  ZoneSendAction::Offline, ZoneSendAction::SetZoneDescriptorExtension};
constexpr std::array kReceiveActions{ZoneReceiveAction::ReportZones, ZoneReceiveAction::ExtendedReportZones};

// One of the words of the known values, or the number of another one after `key`.
template <class Action, std::size_t N>
Action action(Fields& fields, std::string_view key, const std::array<Action, N>& known, std::size_t at) {
  for (const Action each : known)
    if (fields.flag(to_text(each))) return each;
  const auto value = fields.number(key, 0xFF);
  if (!value) fields.complain(at, "there is no action, neither a word nor '" + std::string{key} + "'");
  return static_cast<Action>(value.value_or(0));
}

NumberOfDwords dwords(Fields& fields, std::size_t at) {
  const std::uint64_t bytes = fields.number("bytes", std::uint64_t{4} << 32).value_or(4);
  if (bytes == 0 || bytes % 4 != 0) fields.complain(at, "'bytes' is no multiple of 4 from 4 on");
  return NumberOfDwords::of_count(bytes / 4);
}

ZoneManagementReceive receive(Fields& fields, std::size_t at) {
  ZoneManagementReceive command{.slba = lba(fields, "slba"),
                                .zra = action(fields, "zra", kReceiveActions, at),
                                .zrasf = static_cast<ReportingOption>(number_or<std::uint8_t>(fields, "option", 0)),
                                .partial = fields.flag("partial")};
  command.numd = dwords(fields, at);
  return command;
}

struct Grammar {
  std::string_view name;
  Queue queue;
  Command::Body (*body)(Fields&, std::size_t at);
};

constexpr std::array kGrammar{
    Grammar{"flush", Queue::Io, [](Fields&, std::size_t) -> Command::Body { return Flush{}; }},
    Grammar{"write", Queue::Io,
            [](Fields& f, std::size_t) -> Command::Body {
              return Write{.slba = lba(f, "slba"), .nlb = nlb(f), .fua = f.flag("fua")};
            }},
    Grammar{"read", Queue::Io,
            [](Fields& f, std::size_t) -> Command::Body {
              return Read{.slba = lba(f, "slba"), .nlb = nlb(f), .fua = f.flag("fua")};
            }},
    Grammar{"write-zeroes", Queue::Io,
            [](Fields& f, std::size_t) -> Command::Body {
              return WriteZeroes{.slba = lba(f, "slba"), .nlb = nlb(f), .deac = f.flag("deac"), .fua = f.flag("fua")};
            }},
    Grammar{"zone-append", Queue::Io,
            [](Fields& f, std::size_t) -> Command::Body {
              return ZoneAppend{
                  .zslba = lba(f, "zslba"), .nlb = nlb(f), .fua = f.flag("fua"), .piremap = f.flag("piremap")};
            }},
    Grammar{"zone-mgmt-send", Queue::Io,
            [](Fields& f, std::size_t at) -> Command::Body {
              return ZoneManagementSend{.slba = lba(f, "zslba"),
                                        .zsa = action(f, "zsa", kSendActions, at),
                                        .select_all = f.flag("select-all"),
                                        .zsaso = f.flag("zsaso")};
            }},
    Grammar{"zone-mgmt-recv", Queue::Io, [](Fields& f, std::size_t at) -> Command::Body { return receive(f, at); }},
    Grammar{
        "io", Queue::Io,
        [](Fields& f, std::size_t) -> Command::Body { return OtherCommand{number_or<std::uint8_t>(f, "opcode", 0)}; }},
    Grammar{"identify", Queue::Admin,
            [](Fields& f, std::size_t) -> Command::Body {
              return Identify{.cns = static_cast<Cns>(number_or<std::uint8_t>(f, "cns", 0)),
                              .csi = static_cast<Csi>(number_or<std::uint8_t>(f, "csi", 0)),
                              .cntid = number_or<std::uint16_t>(f, "cntid", 0)};
            }},
    Grammar{"get-log-page", Queue::Admin,
            [](Fields& f, std::size_t at) -> Command::Body {
              return GetLogPage{.lpo = lba(f, "lpo"),
                                .numd = dwords(f, at),
                                .lid = static_cast<Lid>(number_or<std::uint8_t>(f, "lid", 0)),
                                .lsp = number_or<std::uint8_t>(f, "lsp", 0),
                                .csi = static_cast<Csi>(number_or<std::uint8_t>(f, "csi", 0)),
                                .rae = f.flag("rae"),
                                .ot = f.flag("ot")};
            }},
    Grammar{"get-features", Queue::Admin,
            [](Fields& f, std::size_t) -> Command::Body {
              return GetFeatures{.dw11 = number_or<std::uint32_t>(f, "dw11", 0),
                                 .fid = static_cast<Fid>(number_or<std::uint8_t>(f, "fid", 0)),
                                 .sel = static_cast<Select>(number_or<std::uint8_t>(f, "sel", 0))};
            }},
    Grammar{"set-features", Queue::Admin,
            [](Fields& f, std::size_t) -> Command::Body {
              return SetFeatures{.dw11 = number_or<std::uint32_t>(f, "dw11", 0),
                                 .dw12 = number_or<std::uint32_t>(f, "dw12", 0),
                                 .dw13 = number_or<std::uint32_t>(f, "dw13", 0),
                                 .fid = static_cast<Fid>(number_or<std::uint8_t>(f, "fid", 0)),
                                 .save = f.flag("save")};
            }},
    Grammar{"async-event-request", Queue::Admin,
            [](Fields& f, std::size_t) -> Command::Body {
              return AsyncEventRequest{.cid = number_or<std::uint16_t>(f, "request-cid", 0)};
            }},
    Grammar{"abort", Queue::Admin,
            [](Fields& f, std::size_t) -> Command::Body {
              return Abort{.sqid = number_or<std::uint16_t>(f, "sqid", 0),
                           .cid = number_or<std::uint16_t>(f, "abort-cid", 0)};
            }},
    Grammar{"ns-mgmt", Queue::Admin,
            [](Fields& f, std::size_t) -> Command::Body {
              return NamespaceManagement{
                  .sel = static_cast<NamespaceManagementAction>(number_or<std::uint8_t>(f, "sel", 0)),
                  .csi = static_cast<Csi>(number_or<std::uint8_t>(f, "csi", 0))};
            }},
    Grammar{"ns-attach", Queue::Admin,
            [](Fields& f, std::size_t) -> Command::Body {
              return NamespaceAttachment{
                  .sel = static_cast<NamespaceAttachmentAction>(number_or<std::uint8_t>(f, "sel", 0))};
            }},
    Grammar{"format", Queue::Admin,
            [](Fields& f, std::size_t) -> Command::Body {
              return FormatNvm{.lbaf = number_or<std::uint8_t>(f, "lbaf", 0),
                               .mset = f.flag("mset"),
                               .pi = number_or<std::uint8_t>(f, "pi", 0),
                               .pil = f.flag("pil"),
                               .ses = number_or<std::uint8_t>(f, "ses", 0)};
            }},
    Grammar{"sanitize", Queue::Admin,
            [](Fields& f, std::size_t) -> Command::Body {
              return Sanitize{.ovrpat = number_or<std::uint32_t>(f, "ovrpat", 0),
                              .sanact = static_cast<SanitizeAction>(number_or<std::uint8_t>(f, "sanact", 0)),
                              .ause = f.flag("ause"),
                              .owpass = number_or<std::uint8_t>(f, "owpass", 0),
                              .oipbp = f.flag("oipbp"),
                              .ndas = f.flag("ndas")};
            }},
    Grammar{"keep-alive", Queue::Admin, [](Fields&, std::size_t) -> Command::Body { return KeepAlive{}; }},
    Grammar{"self-test", Queue::Admin,
            [](Fields& f, std::size_t) -> Command::Body {
              return DeviceSelfTest{.stc = number_or<std::uint8_t>(f, "stc", 0)};
            }},
    Grammar{
        "admin", Queue::Admin,
        [](Fields& f, std::size_t) -> Command::Body { return OtherCommand{number_or<std::uint8_t>(f, "opcode", 0)}; }},
};

// What the command's own fields do not say.
void take_raw(Fields& fields, Sqe& sqe) {
  sqe.flags = number_or(fields, "flags", sqe.flags);
  sqe.cid = number_or(fields, "sqe-cid", sqe.cid);
  sqe.cdw2 = number_or(fields, "cdw2", sqe.cdw2);
  sqe.cdw3 = number_or(fields, "cdw3", sqe.cdw3);
  sqe.mptr = number_or(fields, "mptr", sqe.mptr);
  sqe.prp1 = number_or(fields, "prp1", sqe.prp1);
  sqe.prp2 = number_or(fields, "prp2", sqe.prp2);
  sqe.cdw10 = number_or(fields, "cdw10", sqe.cdw10);
  sqe.cdw11 = number_or(fields, "cdw11", sqe.cdw11);
  sqe.cdw12 = number_or(fields, "cdw12", sqe.cdw12);
  sqe.cdw13 = number_or(fields, "cdw13", sqe.cdw13);
  sqe.cdw14 = number_or(fields, "cdw14", sqe.cdw14);
  sqe.cdw15 = number_or(fields, "cdw15", sqe.cdw15);
}

}  // namespace

std::pair<Queue, Sqe> parse_command(std::string_view name, std::size_t at, Fields& fields) {
  const auto* const found =
      std::find_if(kGrammar.begin(), kGrammar.end(), [&](const Grammar& g) { return g.name == name; });
  if (found == kGrammar.end()) {
    fields.complain(at, "'" + std::string{name} + "' is no command");
    return {Queue::Io, Sqe{}};
  }
  const std::uint32_t usual_nsid = found->queue == Queue::Io ? 1 : 0;
  Sqe sqe = encode(Command{.queue = found->queue,
                           .nsid = number_or(fields, "nsid", usual_nsid),
                           .body = found->body(fields, at),
                           .fuse = static_cast<Fuse>(fields.number("fuse", 3).value_or(0)),
                           .psdt = static_cast<Psdt>(fields.number("psdt", 3).value_or(0))});
  take_raw(fields, sqe);
  return {found->queue, sqe};
}

}  // namespace zns
