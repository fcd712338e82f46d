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

std::string facts(const std::vector<Fact>& facts) {
  std::string rows;
  for (const Fact& fact : facts)
    if (!fact.value.empty())
      rows += element("dt", "", escaped(fact.name)) + element("dd", "", escaped(fact.value)) + "\n";
  return element("dl", "class=\"facts\"", rows) + "\n";
}

std::string counts(const std::vector<Count>& counts) {
  std::string bar;
  std::string tiles;
  for (const Count& each : counts) {
    const std::string number = std::to_string(each.count);
    if (each.count != 0) bar += element("span", "class=\"" + each.css + "\" style=\"flex-grow:" + number + "\"", "");
    const std::string words = element("b", "", number) + " " + escaped(each.words);
    const bool leads = each.count != 0 && !each.id.empty();
    if (each.count != 0 || each.always)
      tiles += element("li", "class=\"" + each.css + (each.count == 0 ? " none" : "") + "\"",
                       leads ? element("a", "href=\"#" + escaped(each.id) + "\"", words) : words);
  }
  return element("div", "class=\"proportions\" aria-hidden=\"true\"", bar) + "\n" +
         element("ul", "class=\"tiles\"", tiles) + "\n";
}

std::string navigation(const std::vector<Link>& links) {
  std::string html;
  for (const Link& link : links)
    if (link.there) html += element("a", "href=\"#" + escaped(link.id) + "\"", escaped(link.words)) + " ";
  return element("nav", "", html) + "\n";
}

std::string page(const Page& page) {
  const std::string runs = page.script.empty() ? "" : "; script-src '" + page.script_hash + "'";
  const std::string head =
      "<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "img-src data:" +
      runs + "\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n" +
      element("title", "", escaped(page.title)) + "\n" + element("style", "", "\n" + page.style) + "\n</head>\n";
  const std::string script = page.script.empty() ? "" : element("script", "", page.script) + "\n";
  return "<!DOCTYPE html>\n<html lang=\"en\">\n" + head + element("body", "", "\n" + page.body + script) +
         "\n</html>\n";
}

}  // namespace zns::harness::html
