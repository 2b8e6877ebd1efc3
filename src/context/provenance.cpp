#include "baton/context/provenance.hpp"

#include "baton/context/packet.hpp"
#include "baton/core/enum_text.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/own_events.hpp"
#include "baton/core/text.hpp"
#include "context/output_origin.hpp"
#include "context/paths.hpp"
#include "context/run_history.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

namespace baton::context {
namespace {

constexpr core::EnumText<OriginKind, 10> kOriginText{{"event", "expression", "constant", "given",
                                                      "default", "action", "person", "fact", "run",
                                                      "state"}};

// How many values one answer follows back, all together.
constexpr std::size_t kOriginsMax = 2'000;

bool has_expression(const core::Json& written) {
  if (written.is_string())
    return written.get_ref<const std::string&>().find("${") != std::string::npos;
  return std::any_of(written.begin(), written.end(), [](const core::Json& part) {
    return (part.is_string() || part.is_structured()) && has_expression(part);
  });
}

std::string written_text(const core::Json& written) {
  return written.is_string() ? written.get<std::string>() : core::dump(written);
}

// Follows values back. One for each question.
class Tracer {
 public:
  explicit Tracer(const Sources& sources) : sources_(sources), history_(sources) {}

  Origin trace(Path path, const std::string& reader, std::size_t depth) {
    ++traced_;
    path = of_run(std::move(path));
    Origin origin;
    origin.path = path;
    if (const auto* value = value_of(run(), path); value && has_room(*value)) origin.value = *value;
    const auto& root = path.front();
    if (root == "trigger") return of_trigger(std::move(origin));
    if (root == "inputs") return of_input(std::move(origin), depth);
    if (root == "context") return of_context(std::move(origin), depth);
    if (root == "steps" && path.size() > 1) return of_step(std::move(origin), depth);
    if (root == "outputs") return of_outputs(std::move(origin), depth);
    if (root == "item" || root == "index") return of_item(std::move(origin), reader, depth);
    if (root == "facts") return of_fact(std::move(origin), reader);
    begun_with_run(origin);
    return origin;
  }

 private:
  const core::Run& run() const { return *sources_.run; }

  // The expressions of a trigger name the event that started the run so, and what it brings of a
  // window or a schedule.
  static Path of_run(Path path) {
    if (path.front() == "event") path.front() = "trigger";
    if (path.front() == "window" || path.front() == "schedule") {
      path.front() = "data";
      path.insert(path.begin(), "trigger");
    }
    return path;
  }

  // The same long value may have been read many times on the way, and each time stands in the
  // answer. The first one, which was asked for, always does.
  bool has_room(const core::Json& value) {
    const bool room = bytes_ < core::kPageBytesMax;
    bytes_ += core::size_of(value).bytes;
    return room;
  }

  void begun_with_run(Origin& origin) const {
    const auto started = history_.last_of<core::RunStarted>();
    known_by(origin, started.entry);
  }

  // A value that a part of the template gives: what its expressions have read comes first. `rest`:
  // the members of that value that the path of the origin names.
  void written(Origin& origin, const core::Json& part, const std::string& reader, std::size_t depth,
               const Path& rest = {}) {
    origin.written = written_text(part);
    if (!has_expression(part)) {
      origin.kind = OriginKind::constant;
      return;
    }
    origin.kind = OriginKind::expression;
    if (depth >= kOriginDepthMax) return;
    auto reads = sources_.reads_of(part);
    if (!rest.empty()) follow_member(origin.written, reads, rest);
    bool facts_known = false;
    for (const auto& read : reads) {
      if (read.empty() || traced_ >= kOriginsMax) continue;
      facts_known = facts_known || read.front() == "facts";
      origin.from.push_back(trace(read, reader, depth + 1));
    }
    if (!facts_known) add_facts(origin, reader);
  }
  // The same for what a part of the template says for the path of the origin, from its part number
  // `first` on. False: it says nothing.
  bool written_in(Origin& origin, const core::Json& values, std::size_t first,
                  const std::string& reader, std::size_t depth) {
    auto at = first;
    const auto* part = written_at(values, origin.path, at);
    if (part == nullptr) return false;
    const auto rest = origin.path.begin() + static_cast<std::ptrdiff_t>(at);
    written(origin, *part, reader, depth, Path(rest, origin.path.end()));
    return true;
  }
  // Of a value that is passed on whole only the member is read. A fact, and an item of a list that
  // a step is done for, have no path of their own below their name.
  void follow_member(const std::string& text, std::vector<Path>& reads, const Path& rest) const {
    auto read = only_read(text, reads);
    if (read.empty()) return;
    read.insert(read.end(), rest.begin(), rest.end());
    if (value_of(run(), of_run(read)) != nullptr) reads = {std::move(read)};
  }
  // Where the names of facts are computed, only the journal says which were read.
  void add_facts(Origin& origin, const std::string& reader) const {
    if (origin.written.find("fact(") == std::string::npos) return;
    const auto read = history_.last_of<core::FactsRead>(
        [&reader](const core::FactsRead& is) { return is.step.name == reader; });
    if (!read) return;
    for (const auto& fact : read.transition->facts)
      origin.from.push_back(fact_origin({"facts", core::text_at(fact, "fact")}, fact, read.entry));
  }

  Origin of_trigger(Origin origin) const {
    origin.kind = OriginKind::event;
    const auto* trigger = core::find(run().view(), "trigger");
    if (trigger == nullptr) return origin;
    origin.of = core::text_at(*trigger, "type");
    if (const auto id = core::EventId::parse(core::text_at(*trigger, "id"))) origin.event = *id;
    if (const auto at = core::parse_rfc3339(core::text_at(*trigger, "time"))) origin.at = *at;
    origin.actor = core::Actor::parse(core::text_at(*trigger, "actor"));
    return origin;
  }

  // Whether the run may have begun by this trigger: its event is of that kind, and the inputs that
  // the template says without an expression have these values.
  bool may_be(const core::Trigger& trigger, const core::Json& event) const {
    if (!core::type_matches(trigger.event, core::text_at(event, "type"))) return false;
    if (!trigger.from.empty() && trigger.from != core::text_at(event, "source")) return false;
    if (trigger.schedule) {
      const auto* data = core::find(event, "data");
      if (data == nullptr || core::text_at(*data, "cron") != trigger.schedule->cron ||
          core::text_at(*data, "timezone") != trigger.schedule->timezone)
        return false;
    }
    if (!trigger.inputs.value.is_object()) return true;
    for (const auto& [name, part] : trigger.inputs.value.items()) {
      const auto* value = value_of(run(), {"inputs", name});
      const bool constant = !part.is_null() && !has_expression(part);
      if (value != nullptr && constant && *value != part) return false;
    }
    return true;
  }
  // The trigger of the template by which the run began, as far as its event and its inputs tell.
  const core::Trigger* trigger_by(const std::string& input) const {
    const auto* event = core::find(run().view(), "trigger");
    if (event == nullptr) return nullptr;
    for (const auto& trigger : history_.begun_by().triggers)
      if (core::find(trigger.inputs.value, input) != nullptr && may_be(trigger, *event))
        return &trigger;
    return nullptr;
  }

  void of_parent(Origin& origin) const {
    origin.kind = OriginKind::run;
    origin.run = run().head().parent;
    origin.step = run().head().parent_step;
  }

  Origin of_input(Origin origin, std::size_t depth) {
    begun_with_run(origin);
    if (origin.path.size() < 2) return origin;
    const auto& name = origin.path[1];
    if (run().head().parent) {
      // What the step of the other run did not give has its default.
      if (value_of(run(), {"trigger", "data", "inputs", name}) != nullptr) {
        of_parent(origin);
      } else {
        origin.kind = OriginKind::default_value;
      }
      return origin;
    }
    if (const auto* migration = history_.migration_that_gave(name)) {
      known_by(origin, migration);
      origin.kind = OriginKind::default_value;
      return origin;
    }
    if (const auto* trigger = trigger_by(name)) {
      written_in(origin, trigger->inputs.value, 1, {}, depth);
      return origin;
    }
    const auto& inputs = history_.begun_by().inputs;
    const auto declared = inputs.find(name);
    const bool by_default = declared != inputs.end() && declared->second.default_value &&
                            *declared->second.default_value == *value_of(run(), {"inputs", name});
    origin.kind = by_default ? OriginKind::default_value : OriginKind::given;
    return origin;
  }

  Origin of_context(Origin origin, std::size_t depth) {
    begun_with_run(origin);
    if (origin.path.size() < 2) {
      const auto* said = value_of(run(), {"context", std::string(kSaid)});
      if (said != nullptr)
        changed_by(origin, trace({"context", std::string(kSaid)}, {}, depth + 1));
      return origin;
    }
    const auto& values = history_.begun_by().context.values.value;
    if (origin.path[1] == kSaid) return of_said(std::move(origin), depth);
    if (origin.path[1] == "summary") {
      origin.kind = OriginKind::expression;
      const auto* context = core::find(run().view(), "context");
      if (context == nullptr || depth >= kOriginDepthMax) return origin;
      for (const auto& [name, ignored] : context->items())
        if (name != "summary" && traced_ < kOriginsMax)
          add_source(origin, trace({"context", name}, {}, depth + 1));
      return origin;
    }
    if (!written_in(origin, values, 1, {}, depth) && run().head().parent) of_parent(origin);
    return origin;
  }

  // A value is as old as the newest of the values that it is made of.
  static void changed_by(Origin& origin, const Origin& part) {
    if (!part.at || (origin.at && *part.at < *origin.at)) return;
    origin.at = part.at;
    origin.actor = part.actor;
    origin.event = part.event;
  }
  static void add_source(Origin& origin, Origin part) {
    changed_by(origin, part);
    origin.from.push_back(std::move(part));
  }

  // What somebody said came from them, by an event or here.
  Origin of_said(Origin origin, std::size_t depth) {
    origin.kind = OriginKind::person;
    if (origin.path.size() <= 2) {
      const auto* all = value_of(run(), origin.path);
      const auto count = all != nullptr && all->is_array() ? all->size() : 0;
      for (std::size_t at = 0; at < count && depth < kOriginDepthMax; ++at) {
        if (traced_ >= kOriginsMax) break;
        add_source(origin,
                   trace({origin.path[0], origin.path[1], std::to_string(at)}, {}, depth + 1));
      }
      return origin;
    }
    const auto* said = value_of(run(), {origin.path[0], origin.path[1], origin.path[2]});
    if (said == nullptr || !said->is_object()) return origin;
    origin.of = core::text_at(*said, "about");
    origin.actor = core::Actor::parse(core::text_at(*said, "by"));
    if (const auto at = core::parse_rfc3339(core::text_at(*said, "at"))) origin.at = *at;
    const auto event = core::EventId::parse(core::text_at(*said, "event"));
    origin.event = event ? *event : core::EventId{};
    return origin;
  }

  Origin of_outputs(Origin origin, std::size_t depth) {
    const auto ended = history_.last_of<core::RunSucceeded>();
    known_by(origin, ended.entry);
    written_in(origin, sources_.workflow->outputs.value, 1, {}, depth);
    return origin;
  }

  Origin of_item(Origin origin, const std::string& reader, std::size_t depth) {
    const auto* step = history_.step_named(reader);
    begun_with_run(origin);
    if (step == nullptr || !step->each) return origin;
    const auto begun = history_.last_of<core::ItemsBegun>([&reader](const core::ItemsBegun& is) {
      return is.step.name == reader && !is.of.is_null();
    });
    known_by(origin, begun.entry);
    written(origin, step->each->items.value, reader, depth);
    return origin;
  }

  static Origin fact_origin(Path path, const core::Json& read, const JournalEntry* entry) {
    Origin origin;
    origin.path = std::move(path);
    origin.kind = OriginKind::fact;
    origin.of = core::text_at(read, "fact");
    origin.value = read.value("value", core::Json());
    origin.at = entry->at;
    if (const auto since = core::parse_rfc3339(core::text_at(read, "at"))) origin.at = *since;
    if (const auto id = core::EventId::parse(core::text_at(read, "event"))) origin.event = *id;
    return origin;
  }
  // facts.NAME or facts.NAME.KEY. What it was is in the journal. Where the key was computed, and
  // the reader has read several, each of them is there.
  Origin of_fact(Origin origin, const std::string& reader) const {
    origin.kind = OriginKind::fact;
    if (origin.path.size() < 2) return origin;
    const auto is_meant = [&path = origin.path](const core::Json& fact) {
      return core::text_at(fact, "fact") == path[1] &&
             (path.size() < 3 || core::text_at(fact, "key") == path[2]);
    };
    const auto read =
        history_.last_of<core::FactsRead>([&reader, &is_meant](const core::FactsRead& is) {
          return is.step.name == reader && std::any_of(is.facts.begin(), is.facts.end(), is_meant);
        });
    if (!read) return origin;
    std::vector<Origin> found;
    for (const auto& fact : read.transition->facts) {
      if (!is_meant(fact)) continue;
      Path path{"facts", origin.path[1]};
      if (auto key = core::text_at(fact, "key"); !key.empty()) path.push_back(std::move(key));
      found.push_back(fact_origin(std::move(path), fact, read.entry));
    }
    if (found.size() == 1) return std::move(found.front());
    origin.of = origin.path[1];
    origin.from = std::move(found);
    return origin;
  }

  Origin of_step(Origin origin, std::size_t depth) {
    const auto ref = core::StepRef::of_key(origin.path[1]);
    origin.step = ref.text();
    const auto* step = history_.step_named(ref.name);
    const auto undo = step == nullptr ? history_.undo_named(ref.name) : std::nullopt;
    if (undo) step = &*undo;
    const std::string part = origin.path.size() > 2 ? origin.path[2] : std::string();
    if (step != nullptr && part == "input")
      return of_step_input(std::move(origin), ref, *step, depth);
    if (step != nullptr && part == "output")
      return of_step_output(std::move(origin), ref, *step, depth);
    known_by(origin, history_.last_entry_of(ref));
    return origin;
  }

  Origin of_step_input(Origin origin, const core::StepRef& ref, const core::Step& step,
                       std::size_t depth) {
    const auto started = history_.last_of<core::StepStarted>(
        [&ref](const core::StepStarted& is) { return is.step == ref && !is.input.is_null(); });
    known_by(origin, started.entry);
    const core::Json* with = nullptr;
    if (const auto* action = std::get_if<core::DoAction>(&step.verb)) {
      with = &action->with.value;
      origin.of = action->connection + "." + action->operation;
    }
    if (const auto* child = std::get_if<core::RunWorkflow>(&step.verb)) {
      with = &child->with.value;
      known_by(origin, history_.last_of_step<core::ChildBegun>(ref).entry);
      origin.of = child->workflow;
    }
    constexpr std::size_t kBehindInput = 3;
    if (with != nullptr && !written_in(origin, *with, kBehindInput, ref.name, depth))
      origin.kind = OriginKind::default_value;  // of the operation or of the workflow
    return origin;
  }

  Origin of_step_output(Origin origin, const core::StepRef& ref, const core::Step& step,
                        std::size_t depth) {
    const auto succeeded = history_.last_of_step<core::StepSucceeded>(ref);
    known_by(origin, succeeded.entry);
    if (step.each && !ref.has_item()) {
      trace_items(run(), history_, step, origin);
      return origin;
    }
    if (const auto resolved = history_.last_of_step<core::StepResolved>(ref);
        resolved && resolved.transition->as == "succeeded") {
      origin.kind = OriginKind::person;
      origin.actor = resolved.transition->actor;
      return origin;
    }
    if (const auto part = trace_output(run(), history_, ref, step.verb, origin))
      written_in(origin, *part->values, part->behind, ref.name, depth);
    return origin;
  }

  const Sources& sources_;
  const RunHistory history_;
  std::size_t traced_ = 0;
  std::size_t bytes_ = 0;  // of the values
};

}  // namespace

std::string_view to_text(OriginKind kind) { return kOriginText.of(kind); }

core::Result<Origin> origin_of(const Sources& sources, const Path& path) {
  if (path.empty() || value_of(*sources.run, path) == nullptr)
    return core::Error{core::Errc::not_found,
                       "the run has no value at \"" + core::one_line(to_text(path), 200) + "\"",
                       {},
                       "paths are as steps.ticket.output.key, inputs.account and context.why"};
  return Tracer(sources).trace(path, {}, 0);
}

core::Json to_json(const Origin& origin) {
  core::Json json{{"path", to_text(origin.path)},
                  {"value", origin.value},
                  {"kind", to_text(origin.kind)},
                  {"at", origin.at ? core::Json(core::to_rfc3339(*origin.at)) : core::Json()},
                  {"actor", origin.actor},
                  {"event", origin.event ? core::Json(origin.event.text()) : core::Json()}};
  if (!origin.written.empty()) json["written"] = origin.written;
  if (!origin.step.empty()) json["step"] = origin.step;
  if (!origin.of.empty()) json["of"] = origin.of;
  if (origin.run) json["run"] = origin.run.text();
  core::Json from = core::Json::array();
  for (const auto& one : origin.from) from.push_back(to_json(one));
  json["from"] = std::move(from);
  return json;
}

}  // namespace baton::context
