#include "http/api/kpi_figures.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace baton::http {

std::vector<const kpis::Definition*> all_of(const kpis::Definitions& kpis) {
  std::vector<const kpis::Definition*> all;
  for (const auto& name : kpis.names()) all.push_back(kpis.find(name));
  return all;
}

core::Json kpis_beneath(KpiFigures& figures, const kpis::Definitions& kpis, const goals::Tree& tree,
                        const goals::Node& node) {
  std::set<std::string> names;
  for (const auto* one : tree.nodes()) {
    const auto chain = tree.chain(*one);
    if (std::find(chain.begin(), chain.end(), &node) != chain.end())
      names.insert(one->kpis.begin(), one->kpis.end());
  }
  std::map<kpis::State, std::int64_t> counts;
  for (const auto& name : names)
    if (const auto* kpi = kpis.find(name); kpi != nullptr && kpi->target)
      ++counts[figures.of(*kpi).state];
  core::Json json = core::Json::object();
  for (const auto state : {kpis::State::reached, kpis::State::missed, kpis::State::no_data})
    json[std::string(to_text(state))] = counts[state];
  return json;
}

core::Json kpis_of(KpiFigures& figures, const kpis::Definitions& kpis, const goals::Node& node) {
  core::Json list = core::Json::array();
  for (const auto& name : node.kpis) {
    const auto* kpi = kpis.find(name);
    list.push_back(kpi != nullptr ? kpi_json(figures, *kpi)
                                  : core::Json{{"name", name}, {"state", "unknown"}});
  }
  return list;
}

core::Json kpi_json(KpiFigures& figures, const kpis::Definition& kpi) {
  core::Json json = kpis::to_json(kpi);
  json.update(kpis::to_json(figures.of(kpi)));
  return json;
}

}  // namespace baton::http
