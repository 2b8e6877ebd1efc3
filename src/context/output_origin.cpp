#include "context/output_origin.hpp"

#include "baton/core/json.hpp"
#include "context/paths.hpp"

#include <string>
#include <variant>

namespace baton::context {
namespace {

// Behind "steps", the name of the step and "output".
constexpr std::size_t kBehindOutput = 3;

using Written = std::optional<WrittenPart>;

// One function for each verb, so that a verb that is forgotten does not compile.
class OutputTracer {
 public:
  OutputTracer(const core::Run& run, const RunHistory& history, const core::StepRef& ref,
               Origin& origin)
      : run_(run), history_(history), ref_(ref), origin_(origin) {}

  Written operator()(const core::DoAction& verb) const {
    origin_.kind = OriginKind::action;
    origin_.of = verb.connection + "." + verb.operation;
    return {};
  }

  // What several people decided is told of the last of them, and what one of them decided, below
  // `by`, of that one.
  Written operator()(const core::Approve& /*verb*/) const {
    origin_.kind = OriginKind::person;
    auto decided = history_.last_of_step<core::ApprovalDecided>(ref_);
    constexpr std::size_t kOneOfThem = kBehindOutput + 2;  // by, and which
    if (origin_.path.size() >= kOneOfThem && origin_.path[kBehindOutput] == "by") {
      Path one = origin_.path;
      one.resize(kOneOfThem);
      const auto* value = value_of(run_, one);
      const auto actor = value == nullptr ? std::string() : core::text_at(*value, "actor");
      const auto theirs =
          history_.last_of<core::ApprovalDecided>([this, &actor](const core::ApprovalDecided& is) {
            return is.step == ref_ && is.actor.text() == actor;
          });
      if (theirs) {
        decided = theirs;
        known_by(origin_, theirs.entry);
      }
    }
    if (decided) origin_.actor = decided.transition->actor;
    return {};
  }

  // A value of an event that the step waited for. The event may have come long before the step
  // ended: a wait looks back, and one for `all` takes one event after the other.
  Written operator()(const core::WaitEvent& /*verb*/) const {
    origin_.kind = OriginKind::event;
    Path whole = origin_.path;
    whole.resize(kBehindOutput);
    const auto* output = value_of(run_, whole);
    if (output == nullptr) return {};
    // Of `any` the output has "name" and "event", and of `all` an event for each name.
    const bool named = origin_.path.size() > kBehindOutput;
    const auto* event = named ? core::find(*output, origin_.path[kBehindOutput]) : nullptr;
    if (event == nullptr || !event->is_object()) event = core::find(*output, "event");
    if (event == nullptr) return {};
    const auto id = core::EventId::parse(core::text_at(*event, "id"));
    if (!id) return {};
    origin_.event = *id;
    origin_.of = core::text_at(*event, "type");
    origin_.actor = core::Actor::parse(core::text_at(*event, "actor"));
    return {};
  }

  // It has nothing in its output.
  Written operator()(const core::Sleep& /*verb*/) const { return {}; }

  Written operator()(const core::Emit& verb) const {
    origin_.kind = OriginKind::event;
    origin_.of = verb.event;
    // The step writes the payload of the event itself.
    const bool of_payload =
        origin_.path.size() > kBehindOutput && origin_.path[kBehindOutput] == "data";
    if (!of_payload) return {};
    return WrittenPart{&verb.data.value, kBehindOutput + 1};
  }

  Written operator()(const core::SetValues& verb) const {
    return WrittenPart{&verb.values.value, kBehindOutput};
  }

  Written operator()(const core::RunWorkflow& /*verb*/) const {
    origin_.kind = OriginKind::run;
    if (const auto& child = run_.step(ref_).child) origin_.run = child->run;
    return {};
  }

  Written operator()(const core::PeopleTask& /*verb*/) const {
    origin_.kind = OriginKind::person;
    const auto done = history_.last_of_step<core::TaskDone>(ref_);
    if (done) origin_.actor = done.transition->actor;
    return {};
  }

 private:
  const core::Run& run_;
  const RunHistory& history_;
  const core::StepRef& ref_;
  Origin& origin_;
};

}  // namespace

std::optional<WrittenPart> trace_output(const core::Run& run, const RunHistory& history,
                                        const core::StepRef& ref, const core::Verb& verb,
                                        Origin& origin) {
  return std::visit(OutputTracer(run, history, ref, origin), verb);
}

void trace_items(const core::Run& run, const RunHistory& history, const core::Step& step,
                 Origin& origin) {
  constexpr std::size_t kItemPart = 3;
  if (const auto* action = std::get_if<core::DoAction>(&step.verb)) {
    origin.kind = OriginKind::action;
    origin.of = action->connection + "." + action->operation;
  } else if (std::holds_alternative<core::RunWorkflow>(step.verb)) {
    origin.kind = OriginKind::run;
  }
  if (origin.path.size() <= kItemPart) return;
  const auto& items = run.step(step.name).items;
  if (!items) return;
  for (int at = 0; at < items->size(); ++at) {
    const auto index = items->index(at);
    const auto text = index.is_string() ? index.get<std::string>() : core::dump(index);
    if (text != origin.path[kItemPart]) continue;
    const core::StepRef item(step.name, at);
    origin.step = item.text();
    known_by(origin, history.last_of_step<core::StepSucceeded>(item).entry);
    if (const auto child = history.last_of_step<core::ChildBegun>(item))
      origin.run = child.transition->run;
  }
}

}  // namespace baton::context
