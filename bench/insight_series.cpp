// insight_series: how well the detector of the room insight places its alarms on a public series.
//
//   insight_series FILE.csv[.gz] --windows FILE.json
//
// The series has the columns timestamp and value; the windows are those of the Numenta Anomaly
// Benchmark, a map from the name of a series to pairs of moments, where the name is that of the
// file without its endings. Prints a name and a value a line, and each alarm.
#include "baton/core/json.hpp"
#include "baton/insight/detect.hpp"
#include "baton/insight/series.hpp"
#include "insight_csv.hpp"

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

namespace {

using baton::core::Json;
using baton::core::Time;
using baton::insight::AnomalyWindow;
using baton::insight::Point;

std::string stem_of(const std::string& path) {
  const auto name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.find('.'));
}

Time moment_of(const Json& text) {
  return moment_read(baton::insight::read_timestamp(text.get<std::string>()), "a window");
}

std::vector<AnomalyWindow> windows_of(const std::string& path, const std::string& series) {
  const auto json = Json::parse(unpacked(path));
  const auto found = json.find(series);
  if (found == json.end()) throw std::runtime_error(path + ": has no windows of " + series);
  std::vector<AnomalyWindow> windows;
  for (const auto& window : *found)
    windows.push_back({moment_of(window.at(0)), moment_of(window.at(1))});
  return windows;
}

void run(const std::string& path, const std::string& windows_path) {
  const auto points = baton::insight::read_series(unpacked(path));
  if (!points) throw std::runtime_error(path + ": " + points.error().text());
  const auto windows = windows_of(windows_path, stem_of(path));
  baton::insight::SeriesDetector detector;
  std::vector<std::size_t> alarms;
  for (std::size_t i = 0; i < points->size(); ++i) {
    const auto& point = (*points)[i];
    const auto alarm = detector.add(point.at, point.value);
    if (!alarm) continue;
    alarms.push_back(i);
    std::printf("alarm %s %.*s value %.6g expected %.6g size %+.2f\n",
                baton::core::to_rfc3339(alarm->at).c_str(),
                static_cast<int>(name(alarm->kind).size()), name(alarm->kind).data(), alarm->value,
                alarm->expected, alarm->size());
  }
  const auto score = baton::insight::score_alarms(*points, windows, alarms);
  std::printf("score %.2f\nsum %.4f\nwindows %zu\nfound %zu\nalarms %zu\nfalse_alarms %zu\n",
              score.normalised(), score.sum, score.windows, score.found, alarms.size(),
              score.false_alarms);
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() != 3 || words[1] != "--windows") {
    std::fprintf(stderr, "usage: insight_series FILE.csv[.gz] --windows FILE.json\n");
    return 2;
  }
  return bench::exit_code_of([&words] { bench::run(words[0], words[2]); });
}
