#pragma once

#include "figures.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace bench {

// Prints figures as a JSON list, which the script that started the program puts into its table.
inline void print(const Figures& figures) {
  auto list = nlohmann::json::array();
  for (const auto& figure : figures) {
    nlohmann::json row{{"name", figure.name},       {"value", figure.value},
                       {"unit", figure.unit},       {"goal", nullptr},
                       {"at_most", figure.at_most}, {"digits", figure.digits},
                       {"note", figure.note}};
    if (figure.goal) row["goal"] = *figure.goal;
    list.push_back(std::move(row));
  }
  std::printf("%s\n", list.dump().c_str());
}

}  // namespace bench
