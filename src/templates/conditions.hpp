#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/prospect.hpp"
#include "templates/certainty.hpp"
#include "templates/draft.hpp"
#include "templates/worlds.hpp"

#include <set>
#include <string>
#include <vector>

namespace baton::templates {

// What conditions may come to: warnings of those that are always the same, and of parts that are
// never true.
class Conditions {
 public:
  // `now`: nothing is asked earlier.
  Conditions(Reader& reader, const Draft& draft, const Certainty& certainty, Worlds& worlds,
             core::Time now);

  // `before`: the steps that are settled when the condition is asked; null: they are not known, or
  // there are none.
  void check(const Site& site, const cel::Expression& condition,
             const std::set<std::size_t>* before);
  // Whether some part of it is never true.
  void check_truth(const Site& site, const cel::Expression& condition,
                   const std::set<std::size_t>* before);

 private:
  struct Asked {
    const Site& site;
    const cel::Expression& condition;
    const std::set<std::size_t>* before;
  };

  bool check_change(const Asked& asked);
  void check_constant(const Asked& asked);
  void check_time_left(const Asked& asked);
  bool waits_before(const Asked& asked, const core::Step& step) const;
  std::set<std::size_t> skipped_with(std::size_t step) const;
  std::vector<World> worlds_of(const Asked& asked);
  std::string why_never(const Asked& asked, const cel::Excerpt& part) const;
  void warn(const Site& site, core::Position at, std::string rule, std::string message,
            std::string hint);

  Reader& reader_;
  const Draft& draft_;
  const Certainty& certainty_;
  Worlds& worlds_;
  core::Time now_;
  std::size_t cost_left_;  // of what check_truth() may take in all
};

}  // namespace baton::templates
