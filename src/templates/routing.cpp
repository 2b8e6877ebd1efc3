#include "templates/routing.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/core/text.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace baton::templates {

namespace {

using cel::Type;
using Kind = cel::Type::Kind;

Type type_of_value(const core::Json& value) {
  if (value.is_string()) return cel::simple(Kind::string);
  if (value.is_boolean()) return cel::simple(Kind::boolean);
  if (value.is_number_integer()) return cel::simple(Kind::integer);
  if (value.is_number()) return cel::simple(Kind::floating);
  if (value.is_array()) return cel::list_of(cel::dyn());
  return cel::dyn();
}

// The value that a member of `with` always has; nullptr if an expression gives it.
const core::Json* known_value(const core::Json& value) {
  const bool known = !value.is_string() || !holds_expression(value.get_ref<const std::string&>());
  return known ? &value : nullptr;
}

// Checks the route by which one step finds whom it asks.
class RoutingCheck {
 public:
  RoutingCheck(Reader& reader, const core::Step& step, const StepPlace& place,
               const routing::Table& table)
      : reader_(reader), step_(step), place_(place), table_(table) {}

  void run(const core::Routing& routing) {
    check_people();
    check_slas_of_rows();
    const auto& with = routing.with.value;
    if (!with.is_null() && !with.is_object()) return;  // reported when it was read
    std::vector<std::string> given;
    for (const auto& [name, value] : with.items()) {
      given.push_back(name);
      if (const auto fault = fault_of_input(table_, name, known_value(value)))
        reader_.error(fault->rule, fault->message, place_of(name), fault->hint);
    }
    if (const auto fault = missing_inputs(table_, given))
      reader_.error_at_key(fault->rule, fault->message, place_.route_with.value_or(*place_.route),
                           fault->hint);
  }

 private:
  void check_people() {
    const auto& rows = table_.rows();
    const auto nobody = std::find_if(rows.begin(), rows.end(), [](const routing::Row& row) {
      return !row.then.contains("group") && !row.then.contains("users");
    });
    if (nobody != rows.end())
      reader_.error("route/nobody",
                    "the row \"" + nobody->name + "\" of the route \"" + table_.name() +
                        "\" names nobody: expected a group or users",
                    *place_.route, "add \"group\" to its \"then\"");
    if (table_.take() == routing::Table::Take::all &&
        std::holds_alternative<core::PeopleTask>(step_.verb))
      reader_.error(
          "route/several",
          "the route \"" + table_.name() + "\" gives all rows that fit, and a task is of one group",
          *place_.route, "use a route with \"first\" or \"unique\"");
  }

  // Warns of rows whose `sla`, which is the step's `due` then, does not fit its other marks and its
  // timeout. Where these do not fit each other, that is an error of its own.
  void check_slas_of_rows() {
    if (step_.sla && !misfits_of(step_).empty()) return;
    for (const auto& row : table_.rows()) {
      const auto given = core::text_at(row.then, "sla");
      const auto length = calendar::parse_span(given);
      if (!length) continue;
      auto step = step_;
      if (!step.sla) step.sla.emplace();
      auto& due = step.sla->marks[static_cast<std::size_t>(core::SlaMark::due)];
      if (!due) due = core::Sla::Mark{};
      due->after = *length;
      for (const auto& misfit : misfits_of(step))
        reader_.warning("route/sla",
                        "the row \"" + row.name + "\" of the route \"" + table_.name() +
                            "\" gives sla: " + given + ", and then " + misfit.message,
                        *place_.route, misfit.hint);
    }
  }

  Cursor place_of(const std::string& name) const {
    const auto& with = *place_.route_with;
    for (const auto& entry : with.node->entries)
      if (entry.key->text == name) return with.member(entry);
    return with;
  }

  Reader& reader_;
  const core::Step& step_;
  const StepPlace& place_;
  const routing::Table& table_;
};

}  // namespace

namespace {

// The name of a route. Where it stands in a mapping, as in route: { name: legal-review }, the hint
// is to write it without.
std::string read_route_name(Reader& reader, const Cursor& route) {
  if (!route.node->is_map()) return reader.text(route, "the name of a route, as legal-review");
  const auto* name = route.node->find("name");
  const bool named = name != nullptr && name->is_scalar() && !name->text.empty();
  reader.wrong_type(route, "the name of a route, as legal-review",
                    "write route: " + (named ? name->text : std::string("legal-review")) +
                        ", and \"with\" beside \"route\"");
  return {};
}

}  // namespace

std::optional<core::Routing> read_routing(Reader& reader, const Reader::Fields& fields,
                                          const core::Step& step, StepPlace& place) {
  const auto route = fields.find("route");
  const auto with = fields.find("with");
  if (!route) {
    if (with)
      reader.error_at_key("route/nameless", "\"with\" is what a route is told, and none is named",
                          *with, "add \"route: \" and its name");
    return std::nullopt;
  }
  static constexpr std::array<std::string_view, 3> kSaid{"group", "users", "count"};
  for (const auto key : kSaid) {
    if (const auto beside = fields.find(key))
      reader.error_at_key(
          "route/both", "\"" + std::string(key) + "\" is what the route says: expected one of both",
          *beside, "remove it, or the route");
  }
  core::Routing routing{read_route_name(reader, *route), {}};
  if (!routing.route.empty() && core::trim(routing.route, " \t\n").empty()) {
    reader.error("route/nobody", "nobody is asked: the route has no name", *route,
                 "name a route, as legal-review");
    routing.route.clear();
  }
  if (with && reader.expect_map(*with, "the inputs of the route, by name"))
    routing.with = reader.rendered(*with, rendered_site(step));
  if (!routing.route.empty()) place.route = route;
  place.route_with = with;
  return routing;
}

Type type_of(const routing::Table& table) {
  std::map<std::string, Type> members;
  for (const auto& row : table.rows()) {
    for (const auto& [name, value] : row.then.items()) {
      const auto type = type_of_value(value);
      const auto [known, is_new] = members.try_emplace(name, type);
      if (!is_new && !(known->second == type)) known->second = cel::dyn();
    }
  }
  members.insert_or_assign(std::string(routing::kRowMember), cel::simple(Kind::string));
  auto of_row = cel::object_of(std::move(members));
  return table.take() == routing::Table::Take::all ? cel::list_of(std::move(of_row))
                                                   : std::move(of_row);
}

std::optional<RouteFault> fault_of_input(const routing::Table& table, const std::string& name,
                                         const core::Json* value) {
  const auto input = table.inputs().find(name);
  if (input == table.inputs().end()) {
    auto error = routing::no_such_input(table, name);
    return RouteFault{"route/unknown-input", std::move(error.message), std::move(error.hint)};
  }
  if (value == nullptr) return std::nullopt;
  const auto error = routing::unfit(name, input->second, *value);
  if (!error) return std::nullopt;
  return RouteFault{"route/input", error->message, error->hint};
}

std::optional<RouteFault> missing_inputs(const routing::Table& table,
                                         const std::vector<std::string>& given) {
  std::vector<std::string> missing;
  for (const auto& [name, ignored] : table.inputs())
    if (std::find(given.begin(), given.end(), name) == given.end())
      missing.push_back('"' + name + '"');
  if (missing.empty()) return std::nullopt;
  return RouteFault{
      "route/missing-input",
      "the route \"" + table.name() + "\" is not told " + core::any_of(missing, " and "),
      "give a value for each of its inputs"};
}

void check_routes(Reader& reader, const PartialTemplate& partial, const routing::Routes& routes) {
  for (std::size_t at = 0; at < partial.places.size(); ++at) {
    const auto& place = partial.places[at];
    const auto& step = partial.workflow.steps[at];
    const auto* routing = core::routing_of(step);
    if (routing == nullptr || !place.route) continue;
    const auto table = routes.named(routing->route);
    if (!table) {
      reader.error("ref/unknown-route", table.error().message, *place.route, table.error().hint);
      continue;
    }
    RoutingCheck(reader, step, place, **table).run(*routing);
  }
}

}  // namespace baton::templates
