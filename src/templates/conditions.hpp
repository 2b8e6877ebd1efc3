#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/prospect.hpp"
#include "templates/certainty.hpp"
#include "templates/partial_template.hpp"
#include "templates/worlds.hpp"

#include <set>
#include <string>
#include <vector>

namespace baton::templates {

// Warns of conditions that always give the same answer, and of parts of them that are never true.
class Conditions {
 public:
  // `now` is the earliest time at which a condition can be evaluated. All references are borrowed.
  Conditions(Reader& reader, const PartialTemplate& partial, const Certainty& certainty,
             Worlds& worlds, core::Time now);

  // Warns when the condition is constant, when a gate can never open or never change, and when a
  // gate opens later than its `within`. `before` holds the steps that have ended when the condition
  // is evaluated; null when they are not known, or when the condition belongs to no step.
  void check(const Site& site, const cel::Expression& condition,
             const std::set<std::size_t>* before);
  // Warns of each part of the condition that is never true, in whatever way the steps before it may
  // have ended. The work for one template is bounded; conditions beyond the bound are not checked.
  void check_truth(const Site& site, const cel::Expression& condition,
                   const std::set<std::size_t>* before);

 private:
  // The condition that is being checked.
  struct Subject {
    const Site& site;
    const cel::Expression& condition;
    const std::set<std::size_t>* before;
  };

  bool check_change(const Subject& subject);
  void check_constant(const Subject& subject);
  void check_time_left(const Subject& subject);
  bool waits_before(const Subject& subject, const core::Step& step) const;
  std::set<std::size_t> skipped_with(std::size_t step) const;
  std::vector<World> worlds_of(const Subject& subject);
  std::string why_never(const Subject& subject, const cel::Excerpt& part) const;
  void warn(const Site& site, core::Position at, std::string rule, std::string message,
            std::string hint);

  Reader& reader_;
  const PartialTemplate& partial_;
  const Certainty& certainty_;
  Worlds& worlds_;
  core::Time now_;
  std::size_t cost_left_;  // how many more parts check_truth() may evaluate for this template
};

}  // namespace baton::templates
