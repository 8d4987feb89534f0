using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>What the recipe's other targets answered, beside the machine that measured.</summary>
internal static class TargetsSection
{
    public static ReportSection? Of(ReleaseReport report)
    {
        var targets = report.Evidence.Targets;
        if (targets.Count == 0)
            return null;
        List<IReportBlock> blocks = [new TextBlock(Line(targets))];
        if (targets.Any(target => target.Models.Count > 0))
            blocks.Add(Answers(targets));
        blocks.AddRange(targets.Where(target => target.Failure is not null).Select(target => new TextBlock($"{target.Name} ({target.Kind}): {target.Failure}.")));
        blocks.AddRange(targets.SelectMany(target => target.Models, Doubts).OfType<TextBlock>());
        return new ReportSection("targets", "Targets", blocks);
    }

    private static string Line(IReadOnlyList<TargetEvidence> targets)
    {
        var answered = targets.Count(target => target.Failure is null);
        var emulated = targets.Any(target => target.IsEmulated) ? " Times of emulated ones say nothing about a device; the instructions of an inference stand for them." : "";
        return $"{answered} of {Words.Plural(targets.Count, "target")} besides {BundleTarget.Local} answered.{emulated}";
    }

    private static TableBlock Answers(IReadOnlyList<TargetEvidence> targets) => new(
        "What each target answered, and what it takes for one image",
        [
            TableColumn.Words("target"), TableColumn.Words("processor"), TableColumn.Words("model"), new("images"), new("top-1"), new($"agrees with {BundleTarget.Local}"),
            new("logits differ by"), new("p90"), new("instructions"),
        ],
        [.. targets.SelectMany(target => target.Models, (target, model) => (IReadOnlyList<string>)
        [
            target.Name, $"{target.Cpu}, {target.Arch}", model.Precision, Words.Count(model.Count), Words.Percent(model.Top1), Words.Percent(model.AgreementWithLocal),
            model.MaxAbsoluteDifference is { } difference ? Words.Number(difference) : "–", target.IsEmulated ? "emulated" : Words.Ms(model.Latency?.P90Ms),
            model.Instructions is { } instructions ? Invariant($"{instructions / 1e6:0.00} million") : "–",
        ])]);

    private static TextBlock? Doubts(TargetEvidence target, TargetModelEvidence model)
    {
        string?[] doubts = [model.Doubt, target.IsEmulated || model.Latency?.Doubt is not { } latency ? null : $"the latency is not to be trusted: {latency}"];
        return doubts.All(doubt => doubt is null) ? null : new TextBlock($"{model.Precision} on {target.Name}: {string.Join("; ", doubts.OfType<string>())}.");
    }
}
