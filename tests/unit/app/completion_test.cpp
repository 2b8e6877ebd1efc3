#include "app/completion.hpp"

#include "app/topics.hpp"
#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<CommandEntry> small_table() {
  return {{"baton",
           "baton COMMAND …",
           "The program",
           {"runs"},
           {},
           {{{"-o", "--output"}, "FORMAT", {"table", "json"}, "The form"},
            {{"--data"}, "DIR", {}, "The folder"}}},
          {"baton runs", "baton runs COMMAND …", "Runs", {"send"}, {}, {}},
          {"baton runs send",
           "baton runs send [options] FILE",
           "Send it's data",
           {},
           {{"FILE", "What to send"}},
           {{{"-f", "--file"}, "FILE", {}, "A file"}, {{"--wait"}, {}, {}, "Wait: for it"}}}};
}

TEST(Completion, OfBashFollowsTheTable) {
  const auto script = bash_completion(small_table());
  EXPECT_THAT(script, HasSubstr("'baton runs'|'baton runs send') at="));
  EXPECT_THAT(script, HasSubstr("'baton runs send -f'|'baton runs send --file') "
                                "COMPREPLY=($(compgen -f -- \"$cur\")); return ;;"));
  EXPECT_THAT(script, HasSubstr("*'-o'|*'--output') COMPREPLY=($(compgen -W 'table json'"));
  EXPECT_THAT(script, HasSubstr("*'--data') COMPREPLY=($(compgen -d"));
  EXPECT_THAT(script, HasSubstr("'baton runs send') words=' -f --file --wait' files=yes ;;"));
  EXPECT_THAT(script, HasSubstr("complete -o filenames -F _baton baton"));
}

TEST(Completion, OfZshDescribesEachThing) {
  const auto script = zsh_completion(small_table());
  EXPECT_THAT(script, StartsWith("#compdef baton\n"));
  EXPECT_THAT(script, HasSubstr("commands=('send:Send it'\\''s data')"));
  EXPECT_THAT(script, HasSubstr("'--wait:Wait: for it'"));
}

TEST(Completion, OfFishKnowsWhereItIs) {
  const auto script = fish_completion(small_table());
  EXPECT_THAT(script, HasSubstr("complete -c baton -n '__baton_at baton' -a runs -d 'Runs'"));
  EXPECT_THAT(script,
              HasSubstr("complete -c baton -n '__baton_at baton runs send' -s f -l file -r -F"));
  EXPECT_THAT(script, HasSubstr("complete -c baton -s o -l output -r -a 'table json'"));
}

TEST(Completion, IsMadeFromTheProgramsOwnTable) {
  Bench bench;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const auto outcome = bench.run({"completion", shell});
    EXPECT_EQ(outcome.exit, kOk);
    EXPECT_THAT(outcome.out, HasSubstr("baton template apply")) << shell;
    EXPECT_THAT(outcome.out, HasSubstr("ndjson")) << shell;
  }
  EXPECT_EQ(bench.run({"completion", "tcsh"}).exit, kUsage);
}

TEST(Manual, NamesEveryCommandAndExitCode) {
  Bench bench;
  const auto page = bench.run({"help", "--man"}).out;
  EXPECT_THAT(page, HasSubstr(".TH BATON 1"));
  EXPECT_THAT(page, HasSubstr("baton runs why"));
  EXPECT_THAT(page, HasSubstr("\\-\\-token\\-file FILE"));
  for (const Meaning& code : exit_codes())
    EXPECT_THAT(page, HasSubstr(".B \"" + std::string(code.name) + "\""));
}

TEST(Topics, AreHelpToo) {
  Bench bench;
  for (const Meaning& topic : topics()) {
    const auto outcome = bench.run({"help", std::string(topic.name)});
    EXPECT_EQ(outcome.exit, kOk) << outcome.err;
    EXPECT_THAT(outcome.out, StartsWith(std::string(topic.text) + ".\n"));
    EXPECT_THAT(bench.run({"help"}).out, HasSubstr(topic.name));
  }
  EXPECT_EQ(topic_text("nothing"), "");
}

}  // namespace
}  // namespace baton::app
