#include "harness/report/html/parts.hpp"

#include "harness/report/junit.hpp"

namespace zns::harness::html {

std::string escaped(std::string_view text) {
  return xml_escaped(text);  // what XML can hold HTML can, and the same characters are special
}

std::string element(const std::string& tag, const std::string& attributes, const std::string& content) {
  return "<" + tag + (attributes.empty() ? "" : " " + attributes) + ">" + content + "</" + tag + ">";
}

std::string cell(std::string_view text, const std::string& attributes) {
  return element("td", attributes, escaped(text));
}

std::string code(std::string_view text) {
  return element("code", "", escaped(text));
}

std::string details(const std::string& summary, const std::string& content, bool open) {
  return element("details", open ? "open" : "", element("summary", "", summary) + "\n" + content) + "\n";
}

std::string section(const std::string& id, const std::string& heading, const std::string& content) {
  return element("section", "id=\"" + id + "\"", element("h2", "", heading) + "\n" + content) + "\n";
}

}  // namespace zns::harness::html
