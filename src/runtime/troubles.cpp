#include "runtime/troubles.hpp"

#include "baton/core/effect.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace baton::runtime {

namespace {

constexpr std::size_t kShownBytesMax = 500;

class Teller {
 public:
  Teller(const engine::Plan& plan, const core::Run& run,
         const std::vector<core::Transition>& transitions)
      : plan_(plan),
        run_(run),
        goes_on_(std::none_of(transitions.begin(), transitions.end(), stops_the_run)) {}

  std::vector<std::string> take() { return std::move(lines_); }

  void operator()(const core::RunFailed& t) { say("has failed", t.step, t.message); }
  void operator()(const core::RunPaused& t) {
    if (!t.step.empty()) say("is paused, as its step failed", t.step, run_.step(t.step).reason);
  }
  // A run may wait for weeks before it fails. Whoever is to mend it should know at once.
  void operator()(const core::StepFailed& t) {
    const auto* planned = plan_.step(t.step.name);
    if (goes_on_ && planned != nullptr && !planned->forgivable && !t.step.has_item())
      say("will fail once its other steps have ended", t.step, t.message);
  }
  void operator()(const core::StepUnknown& t) {
    if (!t.due) say("waits for a person (baton runs resolve)", t.step, t.reason);
  }
  void operator()(const core::StepGated& t) {
    if (t.error) say("has a gate that cannot be asked", t.step, t.reason);
  }
  template <class Other>
  void operator()(const Other& /*other*/) {}

 private:
  static bool stops_the_run(const core::Transition& transition) {
    if (const auto* paused = std::get_if<core::RunPaused>(&transition))
      return !paused->step.empty();
    return std::holds_alternative<core::RunFailed>(transition);
  }

  void say(const char* what, const core::StepRef& step, std::string_view why) {
    const auto& head = run_.head();
    const std::string code = code_of(step);
    // The message of an action begins with the code, which is said with the step.
    if (!code.empty() && why.starts_with(code + ": ")) why.remove_prefix(code.size() + 2);
    lines_.push_back("run " + run_.id().text() + " of " + head.workflow + '@' +
                     std::to_string(head.version) + ' ' + what + ": " + place(step, code) +
                     core::one_line(why, kShownBytesMax));
  }

  // The code of the error of a step; empty if it has none.
  std::string code_of(const core::StepRef& step) const {
    const auto* seen = step.empty() ? nullptr : core::find(run_.view().at("steps"), step.name);
    const auto* error = seen != nullptr ? core::find(*seen, "error") : nullptr;
    return error != nullptr ? core::text_at(*error, "code") : std::string();
  }

  // "step ask (jira.create_issue), rejected_input: "
  std::string place(const core::StepRef& step, const std::string& code) const {
    if (step.empty()) return {};
    std::string text = "step " + step.text();
    const auto* planned = plan_.step(step.name);
    const auto* action =
        planned != nullptr ? std::get_if<core::DoAction>(&planned->spec->verb) : nullptr;
    if (action != nullptr)
      text += " (" + core::lane_of(action->connection, action->operation) + ')';
    return text + (code.empty() ? ": " : ", " + code + ": ");
  }

  const engine::Plan& plan_;
  const core::Run& run_;
  // Whether none of the transitions ends or pauses the run, which has a line of its own.
  bool goes_on_;
  std::vector<std::string> lines_{};
};

}  // namespace

std::vector<std::string> troubles(const engine::Plan& plan, const core::Run& run,
                                  const std::vector<core::Transition>& transitions) {
  Teller teller(plan, run, transitions);
  for (const auto& transition : transitions) std::visit(teller, transition);
  return teller.take();
}

}  // namespace baton::runtime
