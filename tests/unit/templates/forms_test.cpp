#include "templates/forms.hpp"

#include "unit/templates/check.hpp"

namespace baton::templates {
namespace {

// The rules that a form breaks, with where. Its first field is in line 9.
std::vector<std::string> of_form(const std::string& form) {
  return found(
      "\nworkflow: a\non: [{event: go}]\nsteps:\n  copy:\n    task:\n      by: { group: c }\n"
      "      title: T\n      form:\n" +
      form);
}

const core::PeopleTask& task_of(const core::Template& workflow) {
  return std::get<core::PeopleTask>(workflow.steps.at(0).verb);
}

TEST(Forms, AreReadInTheOrderOfTheFile) {
  const auto workflow = loaded(R"(
workflow: a
on: [{event: go}]
steps:
  copy:
    task:
      by: { group: content, users: [ana] }
      title: "Page for ${trigger.data.account}"
      due: 2bd
      form:
        url: { format: uri, required: true, label: Page }
        words: { type: integer, minimum: 200, maximum: 900 }
        note: string
        tags: { type: list, enum: [seo, ads], max_length: 2 }
        tone: { enum: [plain, bold], default: plain }
)");
  const auto& task = task_of(workflow);
  ASSERT_EQ(task.form.size(), 5U);
  EXPECT_EQ(task.form[0].name, "url");
  EXPECT_EQ(task.form[0].format, core::FormField::Format::uri);
  EXPECT_TRUE(task.form[0].required);
  EXPECT_EQ(task.form[1].minimum, 200);
  EXPECT_EQ(task.form[1].maximum, 900);
  EXPECT_EQ(task.form[2].type, core::FormField::Type::string);
  EXPECT_EQ(task.form[3].max_length, 2);
  EXPECT_EQ(task.defaults[4].value, "plain");
  EXPECT_TRUE(task.defaults[0].value.is_null());
  EXPECT_EQ(task.group, "content");
  EXPECT_EQ(task.due->unit, core::Span::Unit::business_days);
}

TEST(Forms, SayWhatOfAFieldIsWrong) {
  EXPECT_THAT(of_form("        url: { type: text }\n"), ElementsAre("9:22 type/choice"));
  EXPECT_THAT(of_form("        url: { maxi: 3 }\n"), ElementsAre("9:16 syntax/unknown-key"));
  EXPECT_THAT(of_form("        url: { format: html }\n"), ElementsAre("9:24 type/choice"));
  EXPECT_THAT(of_form("        url: { required: often }\n"), ElementsAre("9:26 type/wrong-type"));
  EXPECT_THAT(of_form("        Url: string\n"), ElementsAre("9:9 syntax/name"));
  EXPECT_THAT(of_form("        by: string\n"), ElementsAre("9:9 syntax/name"));
  EXPECT_THAT(of_form("        n: { type: integer, enum: [1, two] }\n"),
              ElementsAre("9:39 form/enum"));
}

TEST(Forms, RefuseLimitsThatMeanNothing) {
  EXPECT_THAT(of_form("        n: { type: integer, minimum: 5, maximum: 3 }\n"),
              ElementsAre("9:29 form/limit"));
  EXPECT_THAT(of_form("        n: { type: integer, max_length: 3 }\n"),
              ElementsAre("9:29 form/limit"));
  EXPECT_THAT(of_form("        t: { minimum: 3 }\n"), ElementsAre("9:14 form/limit"));
}

TEST(Forms, HoldDefaultsToTheField) {
  EXPECT_THAT(of_form("        n: { type: integer, default: many }\n"),
              ElementsAre("9:38 form/default"));
  EXPECT_THAT(of_form("        n: { type: integer, default: \"${trigger.data.n}\" }\n"), IsEmpty());
  EXPECT_THAT(of_form("        n: { type: integer, default: \"${steps.copy.output.n}\" }\n"),
              testing::SizeIs(1));
}

TEST(Forms, AreTheOutputOfTheirTask) {
  EXPECT_THAT(found(R"(
workflow: a
on: [{event: go}]
steps:
  copy: { task: { by: { group: c }, title: T, form: { url: string } } }
  tell: { needs: copy, set: { a: "${steps.copy.output.url}", b: "${steps.copy.output.by}" } }
)"),
              IsEmpty());
  EXPECT_EQ(only(R"(
workflow: a
on: [{event: go}]
steps:
  copy: { task: { by: { group: c }, title: T, form: { url: string } } }
  tell: { needs: copy, set: { a: "${steps.copy.output.uri}" } }
)")
                .rule,
            "suspicious/unknown-output");
}

TEST(Tasks, NameWhoMayDoThem) {
  EXPECT_THAT(found(R"(
workflow: a
on: [{event: go}]
steps:
  copy: { task: { title: T } }
  page: { task: { title: T, by: { users: [] } } }
  post: { task: { title: T, by: { group: "a, b" } } }
  silent: { task: { by: { group: a } } }
)"),
              ElementsAre("4:11 syntax/missing-key", "5:42 task/nobody", "6:42 task/nobody",
                          "7:21 suspicious/no-question"));
}

}  // namespace
}  // namespace baton::templates
