#pragma once

#include "baton/core/own_events.hpp"
#include "baton/ports/connector.hpp"
#include "sim/chance.hpp"
#include "sim/mutants.hpp"
#include "sim/sim_time.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace baton::sim {

// The systems that workflows act on, three of them, which outlive every crash of the product and
// keep what they did: "keyed" honours idempotency keys, "finder" can only be asked what it did for
// a key, "blind" neither. A call stands open until answer(); what comes back is drawn when it
// arrives. What "finder" did shows in its answers to look-ups a while later only. A connection may
// be missing in the configuration for a time, and ask to be left alone.
class Vendors final : public ports::Connectors {
 public:
  struct Hooks {
    std::function<void(const core::StartAction&)> sent;  // a call has arrived
    std::function<void(const core::StartAction&)>
        effect;  // and took effect, for this or the first time
    std::function<void(const core::StartAction&)> unsent;  // it was told that nothing was done
    std::function<void(const core::StartAction&)> told;    // it was told anything else
    std::function<void(std::string, std::string)> blame;
  };
  struct Outcome {
    core::RunId run;
    std::string step;
    int attempt;
    core::Tried tried;
    core::ActionResult result;
  };

  Vendors(Chance& chance, Mutant& mutant, History& history, const SimTime& time, Hooks hooks)
      : chance_(chance),
        mutant_(mutant),
        history_(history),
        time_(time),
        hooks_(std::move(hooks)) {}

  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& asked) override;
  core::Operations operations() const override;
  std::string held(std::string_view connection, std::string_view operation) const override;
  std::size_t concurrency(std::string_view /*connection*/) const override { return lanes; }

  std::size_t open_calls() const { return calls_.size(); }
  void answer(std::size_t call);
  // The product died: nobody waits any more. What was on its way may still take effect where keys
  // make that harmless.
  void hang_up();

  // How often the step took effect, over all calls.
  int effects(core::RunId run, const std::string& step) const;
  // Whether this was ever said about this attempt.
  bool said(core::RunId run, const std::string& step, int attempt,
            core::ActionResult::Kind kind) const;
  const std::vector<Outcome>& outcomes() const { return outcomes_; }
  // Ids of what was made, as events from outside may name them.
  const std::vector<std::string>& made() const { return made_; }

  // The product has taken notice of all that it was told.
  void idle();

  int faults = 0;  // of a hundred calls
  std::size_t lanes = 4;
  std::set<std::string, std::less<>>
      missing{};         // connections that are not in the configuration now
  core::Duration lag{};  // until an effect shows in the answers of "finder"

 private:
  using StepKey = std::pair<std::int64_t, std::string>;
  struct Drawn {
    bool effect = false;
    core::ActionResult result;
  };
  struct Call {
    core::StartAction action;
    Drawn drawn{};
    bool seen = false;       // by the vendor
    bool effective = false;  // it has taken effect already
    std::function<void(core::ActionResult)> done{};
  };

  void arrive(Call& call);
  void told_to_wait(const std::string& connection, core::Duration wait);
  Drawn draw(const core::StartAction& action);
  Drawn draw_fault(const core::StartAction& action);
  Drawn look_up(const core::StartAction& action);
  void take_effect(Call& call);

  Chance& chance_;
  Mutant& mutant_;
  History& history_;
  const SimTime& time_;
  Hooks hooks_;
  std::vector<Call> calls_;
  std::map<std::string, core::Json> by_key_;
  std::map<std::string, core::Duration> shows_at_;  // by key, in true time
  // By connection: it asked for it, and the product has noticed. In steady time, which makes up for
  // what a wrong wall clock kept from it when the process began.
  std::map<std::string, core::Time> left_alone_until_;
  std::map<std::string, core::Time> unnoticed_;
  std::map<StepKey, int> effects_;
  std::set<std::tuple<std::int64_t, std::string, int, core::ActionResult::Kind>> said_;
  std::vector<Outcome> outcomes_;
  std::vector<std::string> made_;
};

}  // namespace baton::sim
