#pragma once

#include "baton/cel/facts.hpp"
#include "baton/cel/prospect.hpp"
#include "templates/certainty.hpp"
#include "templates/draft.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::templates {

// What may have become of a step when another one begins.
enum class Fate : std::uint8_t { unknown, succeeded, failed, skipped };

// What is known of a step whose fate is known, as expressions see it.
cel::Sketch sketch_of(const core::Step& step, Fate fate);

// One way in which things may stand: `steps`, and what conditions ask of the rest.
struct World {
  cel::Sketch names{};
  cel::Assumed assumed{};
};

// The ways in which the steps before another one may have ended, as far as needs, conditions and
// on_error tell.
class Worlds {
 public:
  // Which steps have ended, and for whom.
  struct Asked {
    std::optional<std::size_t> step{};              // unset: the outputs of the workflow
    const std::set<std::size_t>* before = nullptr;  // the steps before it; null: all
    bool begun = true;                              // its own `when` and gate have let it begin
    const cel::Expression* expression =
        nullptr;  // what is evaluated then; null: nothing is known of it
  };

  Worlds(const Draft& draft, const Certainty& certainty);

  // No more than a few hundred. `read` are the steps that matter most; when there are too many
  // ways, the others are left open.
  std::vector<World> of(const Asked& asked, const std::set<std::size_t>& read);

 private:
  struct Way {
    std::vector<Fate> fates;
    cel::Assumed assumed{};
  };

  std::vector<Fate> fates(std::size_t step, const Asked& asked) const;
  std::vector<std::size_t> by_weight(const Asked& asked, const std::set<std::size_t>& read) const;
  std::vector<cel::Assumed> facts_of(const Asked& asked,
                                     const std::vector<std::size_t>& order) const;
  bool possible(const Asked& asked, const Way& way, const World& world);
  bool possible(std::size_t step, const Way& way, const World& world);
  bool may_begin(std::size_t step, const World& world);
  bool all_needs_skipped(std::size_t step, const Way& way) const;
  World world_of(const Way& way) const;

  const Draft& draft_;
  const Certainty& certainty_;
  cel::Facts facts_;  // what is known of inputs
  std::vector<std::vector<std::size_t>> needs_;
  std::vector<std::shared_ptr<const cel::Expression>> whens_;
  std::vector<std::shared_ptr<const cel::Expression>> gates_;  // those that are surely waited for
};

}  // namespace baton::templates
