// The reader: commands, their completions, resets and injections.
#include <algorithm>
#include <limits>
#include <tuple>

#include "reference/device/step.hpp"
#include "reference/spec/status.hpp"
#include "reference/spec/zone_state.hpp"
#include "reference/trace/geometry_text.hpp"
#include "reference/trace/parser.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kAny64 = std::numeric_limits<std::uint64_t>::max();

std::optional<ZoneState> state_of(std::string_view letters_of_state) {
  for (const ZoneState zs : kZoneStates)
    if (letters(zs) == letters_of_state) return zs;
  return std::nullopt;
}

// "Zone Is Full" of "Zone Is Full dnr".
std::optional<Status> status_of_longest_title(std::string_view text) {
  constexpr std::uint16_t kStatuses = 0x800;
  std::optional<Status> found;
  for (std::uint16_t code = 0; code < kStatuses; ++code) {
    const std::string_view known = title(static_cast<Status>(code));
    if (known == title(static_cast<Status>(kStatuses - 1)) || text.substr(0, known.size()) != known) continue;
    if (!found || known.size() > title(*found).size()) found = static_cast<Status>(code);
  }
  return found;
}

}  // namespace

bool TraceParser::reset() {
  if (!has_device_) return complain(at_, "the 'device' line comes first");
  skip_blanks();
  const std::size_t at = at_;
  const std::string_view kind = word();
  if (kind == "controller")
    trace_.steps.emplace_back(Reset::Controller);
  else if (kind == "shutdown")
    trace_.steps.emplace_back(Reset::Shutdown);
  else if (kind == "power-cycle")
    trace_.steps.emplace_back(Reset::PowerCycle);
  else
    return complain(at, "a reset is one of controller, shutdown, power-cycle");
  return end_of_line();
}

bool TraceParser::injection() {
  if (!has_device_) return complain(at_, "the 'device' line comes first");
  skip_blanks();
  const std::size_t at = at_;
  const std::string_view where = word();
  const auto zslba = where.substr(0, 6) == "zslba=" ? parse_number(where.substr(6)) : std::nullopt;
  if (!zslba || *zslba >= trace_.geometry.nsze())
    return complain(at, "zslba=NUMBER of a zone of the device is expected");
  skip_blanks();
  const std::size_t state_at = at_;
  const auto state = state_of(word());
  if (state != ZoneState::ReadOnly && state != ZoneState::Offline && state != ZoneState::Empty)
    return complain(state_at, "a zone is made ZSRO, ZSO or ZSE");
  trace_.steps.emplace_back(TraceInjection{.zslba = *zslba, .state = *state});
  return end_of_line();
}

// The number behind '>' or '<'; 1 if there is none.
std::optional<std::size_t> TraceParser::entry_number() {
  const std::size_t at = at_;
  const std::string_view digits = word();
  const auto number = digits.empty() ? 1 : parse_number(digits);
  if (number && *number >= 1 && *number <= std::numeric_limits<std::uint32_t>::max())
    return static_cast<std::size_t>(*number);
  complain(at, "'" + std::string{digits} + "' is no number of a command in flight");
  return std::nullopt;
}

bool TraceParser::command() {
  const std::size_t start = at_;
  if (!has_device_) return complain(start, "the 'device' line comes first");
  const auto number = entry_number();
  if (!number) return false;
  if (*number == 1 && !batch_is_complete()) return false;
  if (*number != batch_.size() + 1 || batch_closed_)
    return complain(start, "commands in flight together are numbered from 1 on, before their completions");
  skip_blanks();
  const std::size_t name_at = at_;
  const std::string_view name = word();
  TraceEntry entry;
  Fields words;
  if (!fields(words, "data=", entry.to_device, kMostDataBytes)) return false;
  std::tie(entry.queue, entry.sqe) = parse_command(name, name_at, words);
  const auto small = [&](std::string_view key) {
    return static_cast<std::uint16_t>(words.number(key, 0xFFFF).value_or(0));
  };
  entry.prps = {
      .offset = small("prp-offset"), .prp2_offset = small("prp2-offset"), .list_offset = small("list-offset")};
  if (const auto cid = words.number("cid", 0xFFFF)) entry.cid = static_cast<std::uint16_t>(*cid);
  entry.controller = static_cast<std::size_t>(words.number("controller", kMostTraceControllers - 1).value_or(0));
  const std::size_t usual = bytes_from_device(trace_.geometry, decode(entry.queue, entry.sqe));
  entry.buffer = words.number("buffer", kMostDataBytes).value_or(usual);
  if (!take_all(words, "'" + std::string{name} + "'")) return false;
  batch_.push_back(std::move(entry));
  completed_.push_back(false);
  return true;
}

bool TraceParser::completion() {
  const std::size_t start = at_;
  const auto number = entry_number();
  if (!number) return false;
  if (*number > batch_.size() || completed_[*number - 1])
    return complain(start, "no command waits for this completion");
  TraceEntry& entry = batch_[*number - 1];
  skip_blanks();
  if (accept("no completion")) {
    if (!end_of_line()) return false;
  } else {
    TraceCompletion& cqe = entry.completion.emplace();
    Fields words;
    if (!status(cqe.status) || !fields(words, "data=", cqe.data, kMostDataBytes)) return false;
    const auto alba = words.number("alba", kAny64);
    const auto result = words.number("result", kAny64);
    if (alba && result) return complain(start, "'alba' is the result: one of them is enough");
    cqe.result = alba ? *alba : result.value_or(0);
    cqe.crd = static_cast<std::uint8_t>(words.number("crd", 3).value_or(0));
    cqe.more = words.flag("more");
    cqe.dnr = words.flag("dnr");
    cqe.overran = words.flag("overran");
    cqe.wrong_sqhd = words.flag("wrong-sqhd");
    if (!take_all(words, "a completion")) return false;
  }
  entry.place = completions_++;
  completed_[*number - 1] = true;
  batch_closed_ = true;
  if (completions_ < batch_.size()) return true;
  trace_.steps.emplace_back(std::move(batch_));
  batch_ = {};
  completed_.clear();
  completions_ = 0;
  batch_closed_ = false;
  return true;
}

bool TraceParser::batch_is_complete() {
  return batch_.empty() || complain(at_, "a command before this line has no '<' line (\"< no completion\" is one)");
}

// A title, (SCT 1h, SC B8h), or both.
bool TraceParser::status(Status& status) {
  const std::size_t start = at_;
  const std::string_view rest = text_.substr(at_, std::min(text_.find('\n', at_), text_.size()) - at_);
  const std::size_t code_at = rest.find("(SCT ");
  if (code_at == std::string_view::npos) {
    const auto titled = status_of_longest_title(rest);
    if (!titled) return complain(start, "a status is expected: its title, or (SCT 1h, SC B8h)");
    status = *titled;
    at_ += title(*titled).size();
    return true;
  }
  at_ += code_at;
  if (!status_code(status)) return false;
  const std::string_view told = rest.substr(0, rest.find_last_not_of(" \t", code_at == 0 ? 0 : code_at - 1) + 1);
  return code_at == 0 || told == title(status) ||
         complain(start, "'" + std::string{told} + "' is not the title of " + to_string(status));
}

bool TraceParser::status_code(Status& status) {
  const std::size_t at = at_;
  const auto hexadecimal = [&](std::uint64_t most) -> std::optional<std::uint64_t> {
    const std::size_t from = at_;
    while (!at_line_end() && next() != 'h') ++at_;
    const auto value = parse_number("0x" + std::string{text_.substr(from, at_ - from)});
    return value && *value <= most ? value : std::nullopt;
  };
  const bool opened = accept("(SCT ");
  const auto type = hexadecimal(0x7);
  const bool middle = accept("h, SC ");
  const auto code = hexadecimal(0xFF);
  if (!opened || !type || !middle || !code || !accept("h)"))
    return complain(at, "a status code is spelt (SCT 1h, SC B8h)");
  status = static_cast<Status>(*type << 8 | *code);
  return true;
}

}  // namespace zns
