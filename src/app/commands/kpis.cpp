#include "app/commands/kpis.hpp"

#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"

#include <CLI/App.hpp>
#include <cmath>
#include <memory>
#include <ostream>

// baton kpis: what is measured, and whether it is as it should be.
namespace baton::app::commands {
namespace {

constexpr const char* kKpisPath = "/api/v1/kpis";

// What the value should be: "at most 4".
Cell target_cell(const core::Json& item) {
  const auto* target = core::find(item, "target");
  if (target == nullptr || !target->is_object()) return {};
  std::string text;
  for (const auto& [key, words] : {std::pair{"at_least", "at least "}, {"at_most", "at most "}}) {
    const auto* bound = core::find(*target, key);
    if (bound == nullptr || !bound->is_number()) continue;
    text += (text.empty() ? "" : ", ") + (words + core::number_text(bound->get<double>()));
  }
  return {text};
}

int list_all_kpis(Shell& shell) {
  ListView view;
  view.columns = {text_column("KPI", "name"),
                  {"VALUE", [](const core::Json& item) { return Cell{measured(item)}; }},
                  {"TARGET", target_cell},
                  {"STATE", kpi_state_cell},
                  text_column("FROM", "count"),
                  text_column("DAYS", "window_days"),
                  text_column("OWNER", "owner"),
                  text_column("WHAT", "title")};
  view.name_key = "name";
  view.nothing = "no KPIs: describe them in config/kpis";
  const auto items = print_list(shell, kKpisPath, view);
  const auto is_missed = [](const core::Json& item) {
    return core::text_at(item, "state") == "missed";
  };
  if (!items.empty()) shell.terminal.next("baton kpis get " + name_of_first(items, is_missed));
  return kOk;
}

int get_kpi(Shell& shell, const std::string& name, const std::string& from, const std::string& to) {
  const core::Json kpi = shell.get(std::string(kKpisPath) + "/" + core::percent_encode(name),
                                   {{"from", from}, {"to", to}});
  if (!shell.terminal.table()) {
    shell.terminal.print(kpi);
    return kOk;
  }
  const Cell state = kpi_state_cell(kpi);
  const auto target = target_cell(kpi).text;
  shell.terminal.out() << shell.terminal.paint(core::text_at(kpi, "name"), Colour::bold) << "  "
                       << measured(kpi) << "  " << shell.terminal.paint(state.text, state.colour)
                       << (target.empty() ? "" : " (" + target + ")") << '\n';
  Table table({"DAY", "VALUE", "FROM"});
  for (auto day : list_at(kpi, "days")) {
    day["unit"] = core::text_at(kpi, "unit");
    table.add({{core::text_at(day, "day")},
               {measured(day)},
               {core::dump(day.value("count", core::Json(0)))}});
  }
  if (!table.empty()) table.print(shell.terminal);
  if (flag_at(kpi, "too_few") && core::text_at(kpi, "state") != "no_data")
    shell.terminal.note("from fewer than 20, which says little");
  if (const auto problem = core::text_at(kpi, "problem"); !problem.empty())
    shell.terminal.note("its condition `where` could not be evaluated for some rows: " +
                        printable(problem));
  const auto* goals = core::find(kpi, "goals");
  const bool has_goal = goals != nullptr && goals->is_array() && !goals->empty();
  shell.terminal.next(has_goal ? "baton goals show " + goals->front().get<std::string>()
                               : "baton kpis ls");
  return kOk;
}

}  // namespace

std::string measured(const core::Json& kpi) {
  const auto* value = core::find(kpi, "value");
  if (value == nullptr || !value->is_number()) return "–";
  constexpr double kHundred = 100;
  const double rounded = std::round(value->get<double>() * kHundred) / kHundred;
  auto text = core::number_text(rounded);
  const auto unit = core::text_at(kpi, "unit");
  if (unit == "percent") return text + " %";
  return unit.empty() ? text : text + " " + printable(unit);
}

Cell kpi_state_cell(const core::Json& kpi) {
  const auto state = core::text_at(kpi, "state");
  if (state == "reached") return {"✓ reached", Colour::green};
  if (state == "missed") return {"✗ missed", Colour::red};
  if (state == "no_data") return {"no data", Colour::dim};
  if (state == "unknown") return {"not described", Colour::yellow};
  return {"no target", Colour::dim};
}

void add_kpis(CLI::App& root, Shell& shell) {
  CLI::App* kpis = root.add_subcommand("kpis", "What is measured, and what it should be");
  kpis->alias("kpi");
  kpis->require_subcommand(1);
  CLI::App* ls = kpis->add_subcommand("ls", "List the KPIs with their values and targets");
  ls->callback([&shell] { shell.action = [&shell] { return list_all_kpis(shell); }; });
  auto name = std::make_shared<std::string>();
  auto from = std::make_shared<std::string>();
  auto to = std::make_shared<std::string>();
  CLI::App* get = kpis->add_subcommand("get", "Show a KPI day by day");
  get->alias("show");
  get->add_option("KPI", *name, "Its name")->required();
  get->add_option("--from", *from, "The first day, 2026-05-01; its window when left out");
  get->add_option("--to", *to, "The last day; today when left out");
  get->callback([&shell, name, from, to] {
    shell.action = [&shell, name, from, to] { return get_kpi(shell, *name, *from, *to); };
  });
}

}  // namespace baton::app::commands
