#pragma once

#include "baton/cel/possible_values.hpp"
#include "baton/cel/prospect.hpp"
#include "templates/certainty.hpp"
#include "templates/partial_template.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::templates {

// How a step has ended when another one begins. `unknown` stands for any of the three.
enum class Fate : std::uint8_t { unknown, succeeded, failed, skipped };

// What an expression sees of a step that ended in this way.
cel::Sketch sketch_of(const core::Step& step, Fate fate);

// One possible state of a run at the point where an expression is evaluated.
struct World {
  // What the names stand for, as far as it is known: `steps`.
  cel::Sketch names{};
  // What is assumed of everything else that conditions ask for, such as inputs.
  cel::Assumed assumed{};
};

// Lists the ways in which the steps before another one may have ended, as far as needs, conditions
// and on_error tell. So an expression can be tried in each of them.
class Worlds {
 public:
  // The point in a run at which an expression is evaluated.
  struct Viewpoint {
    // The step that it belongs to. Unset: it belongs to none, such as the outputs of the workflow.
    std::optional<std::size_t> step{};
    // The steps that have ended then. Null: all.
    const std::set<std::size_t>* before = nullptr;
    // True if the step's own `when` and gate have let it begin.
    bool begun = true;
    // The expression. Null: nothing is known of it.
    const cel::Expression* expression = nullptr;
    // What is known of other names than `steps`, such as `trigger`.
    cel::Sketch::Members known{};
  };

  // Both are borrowed.
  Worlds(const PartialTemplate& partial, const Certainty& certainty);

  // The possible worlds there, a few hundred at most. Of the steps before a step that begins though
  // not all of them have ended well, none says how they ended (Certainty::loose()). `read` are the
  // steps that matter most. When there are too many ways, the fate of the other steps is left
  // unknown.
  std::vector<World> of(const Viewpoint& view, const std::set<std::size_t>& read);

 private:
  // A world in the making: the fate of each step, and what is assumed of everything else.
  struct Way {
    std::vector<Fate> fates;
    cel::Assumed assumed{};
  };

  std::vector<Fate> fates(std::size_t step, const Viewpoint& view) const;
  std::vector<std::size_t> by_weight(const Viewpoint& view,
                                     const std::set<std::size_t>& read) const;
  std::vector<cel::Assumed> assumptions_for(const Viewpoint& view,
                                            const std::vector<std::size_t>& order) const;
  bool possible(const Viewpoint& view, const Way& way, const World& world);
  bool possible(std::size_t step, const Way& way, const World& world);
  bool may_begin(std::size_t step, const World& world);
  bool all_needs_skipped(std::size_t step, const Way& way) const;
  World world_of(const Viewpoint& view, const Way& way) const;

  const PartialTemplate& partial_;
  const Certainty& certainty_;
  // The values that the inputs may have.
  cel::PossibleValues possible_values_;
  // By step: its `when`, and its gate. The gate is null where the step may go on without it
  // (`otherwise: proceed`).
  std::vector<std::shared_ptr<const cel::Expression>> whens_;
  std::vector<std::shared_ptr<const cel::Expression>> gates_;
};

}  // namespace baton::templates
