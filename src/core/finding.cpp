#include "baton/core/finding.hpp"

#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace baton::core {

namespace {

std::vector<std::uint32_t> points_of(std::string_view text) {
  std::vector<std::uint32_t> points;
  points.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); at += utf8::width(text, at))
    points.push_back(utf8::decode(text, at));
  return points;
}

}  // namespace

// Optimal string alignment, one row of its table after the other. The two rows before are needed
// for swapped neighbours.
std::size_t edit_distance(std::string_view left_text, std::string_view right_text) {
  const auto left = points_of(left_text);
  const auto right = points_of(right_text);
  std::vector<std::size_t> before(right.size() + 1);
  std::vector<std::size_t> previous(right.size() + 1);
  std::vector<std::size_t> current(right.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      const bool swapped =
          i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[right.size()];
}

bool has_errors(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Finding::Severity::error;
  });
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  // Longer words are no slips of people, and a comparison takes the product of the lengths.
  constexpr std::size_t kWordMax = 64;
  if (word.size() > kWordMax) return {};
  for (const auto& candidate : candidates)
    if (same_no_case(word, candidate)) return candidate;
  std::string best;
  const std::size_t length = utf8::count(word);
  std::size_t best_distance = std::max<std::size_t>(1, length / 3) + 1;
  for (const auto& candidate : candidates) {
    if (candidate.size() > kWordMax) continue;
    const auto edits = edit_distance(word, candidate);
    const bool shares_a_letter = edits < std::max(length, utf8::count(candidate));
    if (edits < best_distance && shares_a_letter) {
      best_distance = edits;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const auto best = nearest(word, candidates);
  return best.empty() ? best : "did you mean \"" + best + "\"?";
}

Error no_such_choice(std::string_view word, const std::vector<std::string>& choices,
                     std::string where) {
  constexpr std::size_t kWordShownBytes = 60;
  return {Errc::invalid,
          "expected " + any_of(choices) + ", got \"" + one_line(word, kWordShownBytes) + '"',
          std::move(where), did_you_mean(word, choices)};
}

Error no_such_name(std::string_view what, std::string_view name,
                   const std::vector<std::string>& known, std::string_view when_none) {
  constexpr std::size_t kNameShownBytes = 64;  // no goal, fact, route or calendar has a longer one
  auto hint = did_you_mean(name, known);
  if (hint.empty()) hint = known.empty() ? std::string(when_none) : "there are " + join(known);
  return {Errc::not_found,
          "there is no " + std::string(what) + " \"" + one_line(name, kNameShownBytes) + '"',
          {},
          std::move(hint)};
}

Json to_json(const Finding& finding) {
  Json json = {{"severity", finding.severity == Finding::Severity::error ? "error" : "warning"},
               {"rule", finding.rule},
               {"message", finding.message}};
  if (!finding.hint.empty()) json["hint"] = finding.hint;
  if (!finding.file.empty()) json["file"] = finding.file;
  if (finding.at.line != 0) json["line"] = finding.at.line;
  if (finding.at.column != 0) json["column"] = finding.at.column;
  if (finding.length != 0) json["length"] = finding.length;
  if (!finding.pointer.empty()) json["pointer"] = finding.pointer;
  return json;
}

Json to_json(const Findings& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(to_json(finding));
  return list;
}

}  // namespace baton::core
