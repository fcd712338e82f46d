// The zone state machine, with how often each transition was taken.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "harness/report/html/parts.hpp"

namespace zns::harness::html {
namespace {

struct Point {
  double x = 0;
  double y = 0;
};

struct Node {
  ZoneState zs = ZoneState::Empty;
  const char* name = nullptr;
  Point at;
};
constexpr Node kNodes[] = {{ZoneState::Empty, "Empty", {90, 250}},
                           {ZoneState::ImplicitlyOpened, "Implicitly Opened", {340, 90}},
                           {ZoneState::ExplicitlyOpened, "Explicitly Opened", {570, 250}},
                           {ZoneState::Closed, "Closed", {340, 410}},
                           {ZoneState::Full, "Full", {840, 250}},
                           {ZoneState::ReadOnly, "Read Only", {570, 540}},
                           {ZoneState::Offline, "Offline", {840, 540}}};

constexpr double kHalfWidth = 74;
constexpr double kHalfHeight = 24;
constexpr double kBend = 30;  // sideways, so that both directions have a line of their own

using Edge = std::pair<ZoneState, ZoneState>;

// Those of the figure in the standard that hosts bring about; the others are drawn where they were taken.
constexpr Edge kPermitted[] = {{ZoneState::Empty, ZoneState::ImplicitlyOpened},
                               {ZoneState::Empty, ZoneState::ExplicitlyOpened},
                               {ZoneState::Empty, ZoneState::Closed},
                               {ZoneState::Empty, ZoneState::Full},
                               {ZoneState::ImplicitlyOpened, ZoneState::Empty},
                               {ZoneState::ImplicitlyOpened, ZoneState::ExplicitlyOpened},
                               {ZoneState::ImplicitlyOpened, ZoneState::Closed},
                               {ZoneState::ImplicitlyOpened, ZoneState::Full},
                               {ZoneState::ExplicitlyOpened, ZoneState::Empty},
                               {ZoneState::ExplicitlyOpened, ZoneState::Closed},
                               {ZoneState::ExplicitlyOpened, ZoneState::Full},
                               {ZoneState::Closed, ZoneState::Empty},
                               {ZoneState::Closed, ZoneState::ImplicitlyOpened},
                               {ZoneState::Closed, ZoneState::ExplicitlyOpened},
                               {ZoneState::Closed, ZoneState::Full},
                               {ZoneState::Full, ZoneState::Empty},
                               {ZoneState::ReadOnly, ZoneState::Offline}};

// A straight line would run through another node.
struct Detour {
  Edge edge;
  Point by;  // the control point
};
constexpr Detour kDetours[] = {
    {{ZoneState::Empty, ZoneState::Full}, {465, -330}},     {{ZoneState::Full, ZoneState::Empty}, {465, -230}},
    {{ZoneState::Empty, ZoneState::ReadOnly}, {250, 560}},  {{ZoneState::ReadOnly, ZoneState::Empty}, {190, 620}},
    {{ZoneState::Empty, ZoneState::Offline}, {330, 760}},   {{ZoneState::Offline, ZoneState::Empty}, {300, 840}},
    {{ZoneState::ReadOnly, ZoneState::Offline}, {705, 540}}};

Point point_of(ZoneState zs) {
  for (const Node& node : kNodes)
    if (node.zs == zs) return node.at;
  return {};
}

bool is_permitted(const Edge& edge) {
  const bool failed = edge.second == ZoneState::ReadOnly || edge.second == ZoneState::Offline;
  return failed || std::find(std::begin(kPermitted), std::end(kPermitted), edge) != std::end(kPermitted);
}

Point control_of(const Edge& edge) {
  for (const Detour& detour : kDetours)
    if (detour.edge == edge) return detour.by;
  const Point a = point_of(edge.first);
  const Point b = point_of(edge.second);
  const double length = std::hypot(b.x - a.x, b.y - a.y);
  return {(a.x + b.x) / 2 - (b.y - a.y) / length * 2 * kBend, (a.y + b.y) / 2 + (b.x - a.x) / length * 2 * kBend};
}

// Where the line from the middle of a node towards `to` leaves its box.
Point border(Point node, Point to) {
  const double dx = to.x - node.x;
  const double dy = to.y - node.y;
  const double scale = std::min(dx == 0 ? 1e9 : kHalfWidth / std::abs(dx), dy == 0 ? 1e9 : kHalfHeight / std::abs(dy));
  return {node.x + dx * scale, node.y + dy * scale};
}

// Whole numbers: the same text on every host.
std::string text_of(Point p) {
  return std::to_string(std::lround(p.x)) + "," + std::to_string(std::lround(p.y));
}

struct Taken {
  std::uint64_t count = 0;
  bool by_device = true;  // all of them by commands or the controller, none by the test
  std::string causes;
};

std::map<Edge, Taken> edges_of(const Transitions& transitions) {
  std::map<Edge, Taken> edges;
  for (const Edge& edge : kPermitted) edges[edge];
  for (const auto& [transition, count] : transitions) {
    const Edge edge{transition.before, transition.after};
    if (transition.by == kByBatch && !is_permitted(edge)) continue;  // several steps, of which only the ends were seen
    Taken& taken = edges[edge];
    taken.count += count;
    taken.causes += (taken.causes.empty() ? "" : ", ") + transition.by + " " + std::to_string(count);
    taken.by_device = taken.by_device && transition.by != kByTest;
  }
  return edges;
}

std::string draw(const Edge& edge, const Taken& taken) {
  const Point control = control_of(edge);
  const Point from = border(point_of(edge.first), control);
  const Point to = border(point_of(edge.second), control);
  const Point middle{(from.x + 2 * control.x + to.x) / 4, (from.y + 2 * control.y + to.y) / 4};
  const char* css = taken.count == 0 ? "never" : is_permitted(edge) || !taken.by_device ? "taken" : "wrong";
  const std::string title = std::string{letters(edge.first)} + " to " + std::string{letters(edge.second)} + ": " +
                            (taken.count == 0 ? "never" : taken.causes);
  std::string line = element("title", "", escaped(title)) + "<path d=\"M" + text_of(from) + " Q" + text_of(control) +
                     " " + text_of(to) + "\" marker-end=\"url(#" + css + ")\"/>";
  if (taken.count != 0)
    line += "<text x=\"" + std::to_string(std::lround(middle.x)) + "\" y=\"" +
            std::to_string(std::lround(middle.y) + 4) + "\">" + std::to_string(taken.count) + "</text>";
  return element("g", std::string{"class=\"edge "} + css + "\"", line) + "\n";
}

std::string draw(const Node& node) {
  const auto at = [](double value) { return std::to_string(std::lround(value)); };
  return "<g class=\"node s-" + std::string{letters(node.zs)} + "\"><rect x=\"" + at(node.at.x - kHalfWidth) +
         "\" y=\"" + at(node.at.y - kHalfHeight) + "\" width=\"" + at(2 * kHalfWidth) + "\" height=\"" +
         at(2 * kHalfHeight) + "\" rx=\"8\"/><text class=\"letters\" x=\"" + at(node.at.x) + "\" y=\"" +
         at(node.at.y - 3) + "\">" + std::string{letters(node.zs)} + "</text><text x=\"" + at(node.at.x) + "\" y=\"" +
         at(node.at.y + 14) + "\">" + node.name + "</text></g>\n";
}

std::string markers() {
  std::string defs;
  for (const char* css : {"never", "taken", "wrong"})
    defs += std::string{"<marker id=\""} + css + "\" class=\"" + css +
            "\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" "
            "markerUnits=\"userSpaceOnUse\" "
            "orient=\"auto\"><path d=\"M0,0 L10,5 L0,10 z\"/></marker>";
  return element("defs", "", defs) + "\n";
}

std::string table(const Transitions& transitions) {
  std::string rows = "<tr><th>before</th><th>by</th><th>after</th><th class=\"n\">times</th></tr>\n";
  for (const auto& [transition, count] : transitions)
    rows += element("tr", "",
                    cell(letters(transition.before)) + cell(transition.by) + cell(letters(transition.after)) +
                        cell(std::to_string(count), "class=\"n\"")) +
            "\n";
  return element("table", "", rows);
}

}  // namespace

std::string state_graph(const Transitions& transitions) {
  const std::map<Edge, Taken> edges = edges_of(transitions);
  std::string svg = markers();
  for (const auto& [edge, taken] : edges)
    if (taken.count == 0) svg += draw(edge, taken);
  for (const auto& [edge, taken] : edges)
    if (taken.count != 0) svg += draw(edge, taken);
  for (const Node& node : kNodes) svg += draw(node);
  std::uint64_t all = 0;
  for (const auto& [transition, count] : transitions) all += count;
  const std::string note = std::to_string(all) +
                           " transitions, as the oracle believes them. Grey: permitted, and never taken. Red: taken, "
                           "and not of the standard's figure.";
  return element("p", "class=\"note\"", note) + "\n" +
         element("div", "class=\"graph\"",
                 element("svg", "viewBox=\"0 -60 930 720\" role=\"img\" aria-label=\"Zone state machine\"", svg)) +
         "\n" + details("All of them, with what caused them", table(transitions));
}

}  // namespace zns::harness::html
