#include "app/doctor.hpp"

#include "unit/app/fake_api.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class DoctorTest : public testing::Test {
 protected:
  DoctorTest() {
    bench_.server.away = core::Error{core::Errc::unavailable, "nobody listens", {}, {}};
    write("templates/bake.yaml",
          "workflow: bake\non: [ { event: order.paid } ]\n"
          "steps: { out: { set: { text: done } } }\n");
  }
  ~DoctorTest() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  std::string said() {
    return bench_
        .run({"doctor", "--config", folder_.string(), "--data", (folder_ / "data").string()})
        .out;
  }

  Bench bench_{};
  fs::path folder_ = fs::path(testing::TempDir()) / ("baton-doctor-" + std::to_string(::getpid()));
};

TEST_F(DoctorTest, NamesWorkflowsThatNoTemplateIs) {
  write("kpis/time.yaml", "kpi: order-time\nkind: time_to_market\nworkflows: [bake, bakee]\n");
  write("goals/bread.yaml",
        "goal: bread\ninitiatives: { oven: { workflows: [somewhere-else] } }\n");
  write("detectors/late.yaml", "detector: late\nseries: { workflow: baek, figure: error_rate }\n");
  EXPECT_THAT(
      said(),
      AllOf(HasSubstr("the KPI order-time names the workflow \"bakee\", which no template is\n"
                      "    help: did you mean \"bake\"?"),
            HasSubstr("the initiative oven names the workflow \"somewhere-else\""),
            HasSubstr("the detector late names the workflow \"baek\""),
            Not(HasSubstr("names the workflow \"bake\""))));
  write("templates/broken.yaml", "workflow: bakee\nstpes: {}\n");
  EXPECT_THAT(said(), Not(HasSubstr("names the workflow"))) << "a broken template may be the one";
}

TEST_F(DoctorTest, SaysOfAKpiWithAMistakeNothingBesideTheMistake) {
  write("kpis/time.yaml", "kpi: order-time\nkind: time_to_markte\n");
  write("goals/bread.yaml", "goal: bread\nkpis: [order-time]\n");
  write("detectors/late.yaml", "detector: late\nseries: { kpi: order-time }\n");
  EXPECT_THAT(said(), AllOf(HasSubstr("time_to_markte"), Not(HasSubstr("there is no KPI"))));
  write("kpis/time.yaml", "kpi: order-time\nkind: time_to_market\n");
  write("detectors/late.yaml", "detector: late\nseries: { kpi: order-tiem }\n");
  EXPECT_THAT(said(), HasSubstr("there is no KPI \"order-tiem\""));
}

}  // namespace
}  // namespace baton::app
