#include "harness/matrix/table.hpp"

#include <gmock/gmock.h>

#include "harness/matrix/matrix_for_tests.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(MatrixTable, ShowsTheGravestOfEachArea) {
  MatrixReport report = matrix_of(
      {reported(1, {matrix_case("flush/a", Verdict::Passed), matrix_case("flush/b", Verdict::Failed, "that"),
                    matrix_case("append/a", Verdict::NotApplicable)}),
       reported(0, {matrix_case("flush/a", Verdict::Passed), matrix_case("flush/b", Verdict::Passed),
                    matrix_case("append/a", Verdict::Known, "old (d:1)")}),
       reported(1, {matrix_case("flush/b", Verdict::Failed, "else")}),
       reported(3, {matrix_case("flush/a", Verdict::Warned), matrix_case("append/a", Verdict::Error, "who knows")}),
       complained(3, "no QEMU")});
  report.wall_ms = 1234;
  EXPECT_EQ(render_matrix(report, false), R"(    Flush   ZA       all
t0  1 ×     -        1 ok, 1 ×
t1  2 ok    1 known  2 ok, 1 known
t2  1 ×              1 ×
t3  1 warn  1 !      1 warn, 1 !
t4  ! no QEMU

Flush  Base 2.0 7.1   Flush command
ZA     ZNS 1.1 3.4.1  Zone Append command

A cell shows the gravest: × failed or stale, ! no verdict, known deviations, warnings, ok; - not applicable.

× flush/b  Title of flush/b
    expected  this
    observed  that
    t0  znspec run X --filter flush/b
    t2  znspec run X --filter flush/b
        observed else

! append/a  Title of append/a
    remark    who knows
    t3  znspec run ref:zones=3 --filter 'a*'

5 targets: 1 conformant, 2 not, 2 without a verdict; 1.2 s
)");
}

TEST(MatrixTable, BeginsWithWhereWhenAndHow) {
  MatrixReport report = matrix_of({reported(0, {matrix_case("flush/a", Verdict::Passed)})});
  report.version = "0.1.0";
  report.provenance = {.date = "2026-11-29T23:04:33Z",
                       .host = "build7",
                       .kernel = "Linux 6.1.0 x86_64",
                       .command_line = "znspec matrix m.toml",
                       .commit = "1a2b3c4"};
  EXPECT_THAT(render_matrix(report, false), StartsWith(R"(began     2026-11-29T23:04:33Z
host      build7
kernel    Linux 6.1.0 x86_64
znspec    0.1.0 (1a2b3c4)
command   znspec matrix m.toml

    Flush  all
)"));
}

TEST(MatrixTable, TellsRandomFindingsOfOneClauseOnce) {
  const auto found = [](const char* id) { return matrix_case(id, Verdict::Failed, "that"); };
  const std::string text = render_matrix(
      matrix_of(
          {reported(1, {found("diff/ZNS-IO-023/11111111"), found("diff/ZNS-IO-023/22222222")}, "Random sequences"),
           reported(1, {found("diff/ZNS-IO-023/33333333")}, "Random sequences")}),
      false);
  EXPECT_THAT(text, HasSubstr("× diff/ZNS-IO-023  Title of diff/ZNS-IO-023/11111111\n"
                              "    expected  this\n    observed  that\n"
                              "    t0  znspec run X --filter diff/ZNS-IO-023/11111111\n"
                              "    t1  znspec run X --filter diff/ZNS-IO-023/33333333\n\n"));
  EXPECT_THAT(text, Not(HasSubstr("22222222")));
}

TEST(MatrixTable, IsContentWithARefusal) {
  EXPECT_THAT(render_matrix(matrix_of({complained(3, "has metadata")}, "metadata"), false),
              HasSubstr("t0  - refused, as listed: has metadata\n"));
  EXPECT_THAT(render_matrix(matrix_of({reported(0, {matrix_case("flush/a", Verdict::Passed)})}, "metadata"), false),
              HasSubstr("t0  1 ok   1 ok  × is not refused any more: 'metadata' is stale\n"));
}

TEST(MatrixTable, IsColouredWhereThatIsWanted) {
  const MatrixReport report = matrix_of({reported(1, {matrix_case("flush/a", Verdict::Failed, "x")})});
  EXPECT_THAT(render_matrix(report, true), HasSubstr("\033[31;1m1 ×\033[0m"));
  EXPECT_THAT(render_matrix(report, false), Not(HasSubstr("\033")));
}

}  // namespace
}  // namespace zns::harness
