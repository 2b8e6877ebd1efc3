#include "routing/checks.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "routing/partition.hpp"

#include <string>
#include <utility>
#include <vector>

namespace baton::routing {

namespace {

// How many boxes what is left of all values may fall into while rows are taken out. A table of a
// hundred rows needs some hundred of them.
constexpr std::size_t kBoxesMax = 5'000;
// How many examples, and how many rows, one message names.
constexpr std::size_t kNamedMax = 3;

using Box = Partition::Box;

class RowChecks {
 public:
  RowChecks(const Table& table, const formats::YamlFile& file, core::Findings& findings)
      : table_(table), file_(file), findings_(findings), partition_(table) {
    for (const auto& row : table.rows()) boxes_.push_back(partition_.box_of(row));
  }

  void run() {
    if (!check_each()) return;
    if (table_.take() == Table::Take::unique) check_overlaps();
    check_cover();
  }

 private:
  std::string place(std::size_t row) const {
    return "/" + std::string(name(table_.take())) + "/" + std::to_string(row);
  }

  void fault(const std::string& pointer, std::string rule, std::string message,
             std::string hint = {}) {
    findings_.push_back(
        file_.finding(pointer, std::move(rule), std::move(message), std::move(hint)));
  }

  // Whether each row takes something at all.
  bool check_each() {
    const auto before = findings_.size();
    for (std::size_t row = 0; row < boxes_.size(); ++row) {
      if (!meet(boxes_[row], boxes_[row]))
        fault(place(row), "route/never",
              "the row \"" + table_.rows()[row].name +
                  "\" takes no values: no input of this kind can pass its test",
              "mend its \"when\", or remove the row");
    }
    return findings_.size() == before;
  }

  void check_overlaps() {
    for (std::size_t row = 1; row < boxes_.size(); ++row) {
      for (std::size_t other = 0; other < row; ++other) {
        if (!meet(boxes_[row], boxes_[other])) continue;
        fault(place(row), "route/overlap",
              "the rows \"" + table_.rows()[other].name + "\" and \"" + table_.rows()[row].name +
                  "\" both take " + partition_.words_of(common(boxes_[row], boxes_[other])),
              "tell them apart in \"when\", or write \"first\" instead of \"unique\": then the "
              "upper row is taken");
        break;  // one finding for each row is enough
      }
    }
  }

  // The rows before one that take some of its values: "\"low\" and \"high\" before it take".
  std::string rows_before_take(std::size_t row) const {
    std::vector<std::string> names;
    for (std::size_t other = 0; other < row; ++other)
      if (meet(boxes_[other], boxes_[row])) names.push_back('"' + table_.rows()[other].name + '"');
    const bool one = names.size() == 1;
    if (names.size() > kNamedMax) {
      names.resize(kNamedMax);
      names.emplace_back("others");
    }
    return core::any_of(names, " and ") + " before it " + (one ? "takes" : "take");
  }

  bool is_left(const std::vector<Box>& left, const Box& wanted) const {
    for (const auto& box : left)
      if (meet(box, wanted)) return true;
    return false;
  }

  // Takes one row after the other out of all values: a row of which nothing is left before it is
  // never taken, and what is left at the end is taken by none.
  void check_cover() {
    std::vector<Box> left{partition_.everything()};
    for (std::size_t row = 0; row < boxes_.size(); ++row) {
      if (table_.take() == Table::Take::first && !is_left(left, boxes_[row]))
        fault(place(row), "route/shadowed",
              "the row \"" + table_.rows()[row].name +
                  "\" is never taken: " + rows_before_take(row) + " all of its values",
              "move it up, or remove it");
      if (take_out(left, boxes_[row], kBoxesMax)) continue;
      warn("/" + std::string(name(table_.take())), "route/unchecked",
           "the rows divide the values into so many parts that it was not checked whether some "
           "are taken by none",
           "a last row without \"when\" takes everything that is left");
      return;
    }
    if (!left.empty()) tell_hole(left);
  }

  void tell_hole(const std::vector<Box>& left) {
    std::vector<std::string> examples;
    for (std::size_t at = 0; at < left.size() && at < kNamedMax; ++at)
      examples.push_back(partition_.words_of(left[at]));
    auto message = "no row takes " + core::join(examples, "; nor ");
    if (left.size() > kNamedMax)
      message += "; and " + core::counted(left.size() - kNamedMax, "more case");
    const auto pointer = "/" + std::string(name(table_.take()));
    constexpr auto kHint = "a last row without \"when\" takes everything that is left";
    if (table_.take() == Table::Take::all)
      return warn(pointer, "route/hole", std::move(message), kHint);
    fault(pointer, "route/hole", std::move(message),
          table_.take() == Table::Take::first ? kHint : "add a row for it");
  }

  void warn(const std::string& pointer, std::string rule, std::string message, std::string hint) {
    fault(pointer, std::move(rule), std::move(message), std::move(hint));
    findings_.back().severity = core::Finding::Severity::warning;
  }

  const Table& table_;
  const formats::YamlFile& file_;
  core::Findings& findings_;
  Partition partition_;
  std::vector<Box> boxes_;
};

}  // namespace

void check_rows(const Table& table, const formats::YamlFile& file, core::Findings& findings) {
  RowChecks(table, file, findings).run();
}

}  // namespace baton::routing
