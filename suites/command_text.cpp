#include "suites/command_text.hpp"

#include <variant>

namespace zns::suites {

std::string to_text(const Command& command, const Completion& cqe) {
  std::string text = "-> " + to_string(cqe.status);
  if (cqe.crd != 0) text += " crd=" + std::to_string(cqe.crd);
  if (cqe.more) text += " more";
  if (cqe.dnr && is_transient(cqe.status)) text += " dnr";  // elsewhere nothing depends on it (ZNS-GEN-008)
  if (cqe.status != kSuccess) return text;
  if (std::holds_alternative<ZoneAppend>(command.body)) text += " alba=" + hex(cqe.result);
  if (std::holds_alternative<ZoneManagementSend>(command.body) && (cqe.result & 1) != 0) text += " zcc=1";
  return text;
}

}  // namespace zns::suites
