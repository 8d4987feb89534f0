using EdgeKd.Release;
using static EdgeKd.Pipeline.NewModels.YamlText;

namespace EdgeKd.Pipeline.NewModels;

/// <summary>The text of a new policy, with the reason for every limit.</summary>
internal static class PolicyDraft
{
    // What a student may lose to its teacher is a choice of the product's; this much is usual where the teacher is several times larger.
    private const double TeacherPoints = 5;

    // Beyond this share of harmful flips users notice that it is another model, however accurate both are.
    private const double MostFlips = 0.05;

    public static string Text(NewModelPlan plan, string firstLine) => $$"""
        {{firstLine}}
        # What {{plan.Name}} has to keep to be released: every rule is decided on the {{Count(plan.Data.TestCount)}} test images, for each precision.
        # Rules against `released` are passed over at the first release, when there is nothing to compare with.

        policy: 1                   # the version of this format
        require: {{(plan.Student.FloatFits ? "all" : "any")}}                # {{(plan.Student.FloatFits ? "one broken rule refuses all; any: a precision that breaks one is left out" : "a precision that breaks a rule is left out; only INT8 is expected to fit the target size")}}

        rules:
          # A floor, by which the first release is decided. Guessing reaches {{Percent(100 * plan.Chance)}} %; this is half of the way from there to all. Set
          # what the product needs.
          - metric: top1
            atLeast: {{Number(plan.Floor)}}

          # How much the student may lose to its teacher, in points; by the measured values, since a loss is expected.
          - metric: top1
            against: teacher
            margin: {{Number(TeacherPoints)}}
            confidence: 0.5

          # It must be proven, at 95 %, that the model is not worse than the released one by this many points. Of {{Count(plan.Data.TestCount)}} test images
          # and models of which exactly one is right on {{Percent(100 * DefaultMargin.UsualDisagreement)}} % of them, an equally accurate one passes nine times in ten:
          # about (1.645 + 1.282) * sqrt({{Number(DefaultMargin.UsualDisagreement)}} / {{plan.Data.TestCount}}), by the normal quantiles of 95 and 90 %, and more for small
          # test sets. A smaller margin takes more test images: four times as many for half.
          - metric: top1
            against: released
            margin: {{Number(plan.MarginPoints)}}

          # The same of the smaller forms against the float model, with which they differ on about {{Percent(100 * DefaultMargin.Int8Disagreement)}} % of the images.
          - metric: top1
            against: float
            margin: {{Number(plan.Int8MarginPoints)}}

          # No class may be proven to have lost more than three points.
          - metric: recall
            class: each
            against: released
            margin: 3

          # The share of images that the released model had right and this one has wrong; shown, but no reason to refuse.
          - metric: harmfulFlips
            against: released
            atMost: {{Number(MostFlips)}}
            level: warning

          # At batch 1: refused when it is slower by both a tenth and a tenth of a millisecond.
          - metric: latencyP90Ms
            against: released
            marginPercent: 10
            margin: 0.1

          # What the device allows, once you know it, in milliseconds.
          # - metric: latencyP90Ms
          #   atMost: 10

          # Bytes of a model file: {{(plan.Student.FloatFits ? "a tenth more than the float file is expected to have" : "the target size")}}.
          - metric: sizeBytes
            atMost: {{plan.SizeLimitBytes}}

        """;
}
