#include "runtime/troubles.hpp"

#include "baton/core/effect.hpp"
#include "baton/core/text.hpp"

#include <utility>
#include <variant>

namespace baton::runtime {

namespace {

constexpr std::size_t kShownBytesMax = 500;

class Teller {
 public:
  Teller(const engine::Plan& plan, const core::Run& run) : plan_(plan), run_(run) {}

  std::vector<std::string> take() { return std::move(lines_); }

  void operator()(const core::RunFailed& t) { say("has failed", t.step, t.message); }
  void operator()(const core::RunPaused& t) {
    if (!t.step.empty()) say("is paused, as its step failed", t.step, run_.step(t.step).reason);
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
  void say(const char* what, const core::StepRef& step, const std::string& why) {
    const auto& head = run_.head();
    lines_.push_back("run " + run_.id().text() + " of " + head.workflow + '@' +
                     std::to_string(head.version) + ' ' + what + ": " + place(step) +
                     core::one_line(why, kShownBytesMax));
  }

  // "step ask (jira.create_issue), rejected_input: "
  std::string place(const core::StepRef& step) const {
    if (step.empty()) return {};
    std::string text = "step " + step.text();
    const auto* planned = plan_.step(step.name);
    const auto* action =
        planned != nullptr ? std::get_if<core::DoAction>(&planned->spec->verb) : nullptr;
    if (action != nullptr)
      text += " (" + core::lane_of(action->connection, action->operation) + ')';
    const auto* seen = core::find(run_.view().at("steps"), step.name);
    const auto* error = seen != nullptr ? core::find(*seen, "error") : nullptr;
    const auto code = error != nullptr ? core::text_at(*error, "code") : std::string();
    return text + (code.empty() ? ": " : ", " + code + ": ");
  }

  const engine::Plan& plan_;
  const core::Run& run_;
  std::vector<std::string> lines_{};
};

}  // namespace

std::vector<std::string> troubles(const engine::Plan& plan, const core::Run& run,
                                  const std::vector<core::Transition>& transitions) {
  Teller teller(plan, run);
  for (const auto& transition : transitions) std::visit(teller, transition);
  return teller.take();
}

}  // namespace baton::runtime
