using static EdgeKd.Release.EvidenceChecks;

namespace EdgeKd.Release;

/// <summary>The rules that the evidence of a released model beside a candidate has to keep before anything is decided by it.</summary>
internal static class BaselineChecks
{
    /// <exception cref="InvalidDataException">A rule is broken; the message names <paramref name="file"/> and the field.</exception>
    public static void Require(BaselineEvidence evidence, string file) => Refuse(Checks(evidence), file);

    /// <exception cref="InvalidDataException">It was measured beside another candidate.</exception>
    public static void RequireBeside(BaselineEvidence evidence, ValidationEvidence candidate, string file)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        Refuse(Differences(evidence, candidate), file);
    }

    private static void Refuse(IEnumerable<string?> checks, string file)
    {
        if (checks.FirstOrDefault(fault => fault is not null) is { } fault)
            throw new InvalidDataException($"{file}: {fault}. Run the stage baseline again.");
    }

    private static IEnumerable<string?> Checks(BaselineEvidence e)
    {
        yield return e.Schema == 1 ? null : $"schema is {e.Schema}, but this program knows schema 1";
        yield return Text("version", e.Version);
        yield return Digest("testSetSha256", e.TestSetSha256);
        foreach (var (i, model) in e.Models.Index())
        {
            if (model is null)
            {
                yield return $"models[{i}] is null";
                continue;
            }

            yield return Text($"models[{i}].precision", model.Precision);
            yield return e.Models.Take(i).Any(other => other.Precision == model.Precision) ? $"the precision {model.Precision} stands there twice" : null;
            yield return AtLeast($"models[{i}].sizeBytes", model.SizeBytes, 1);
            foreach (var fault in Answers(model.Answers, $"models[{i}].answers.").Concat(Targets(model.Blocks, $"models[{i}].blocks")))
                yield return fault;
        }
    }

    private static IEnumerable<string?> Answers(AnswersEvidence answers, string at)
    {
        yield return AtLeast($"the number of entries of {at}confidence", answers.Count, 1);
        yield return answers.LabelLogProbability.Count == answers.Count ? null : $"{at}labelLogProbability has {answers.LabelLogProbability.Count} entries, but confidence has {answers.Count}";
        yield return answers.PerImage is > 0 and <= AnswersEvidence.Depth && answers.Top.Count == (long)answers.PerImage * answers.Count
            ? null
            : $"{at}top has {answers.Top.Count} entries, which is not the same number from 1 to {AnswersEvidence.Depth} for each of {answers.Count} images";
        yield return answers.Top.All(answer => answer >= 0) ? null : $"{at}top holds a class below 0";
        yield return answers.Confidence.All(confidence => confidence is > 0 and <= 1) ? null : $"{at}confidence holds something else than shares above 0";
        yield return answers.LabelLogProbability.All(logarithm => logarithm <= 0) ? null : $"{at}labelLogProbability holds a logarithm above 0";
    }

    private static IEnumerable<string?> Targets(IReadOnlyList<PairedBlocksEvidence> targets, string at)
    {
        foreach (var (i, blocks) in targets.Index())
        {
            if (blocks is null)
            {
                yield return $"{at}[{i}] is null";
                continue;
            }

            yield return Text($"{at}[{i}].target", blocks.Target);
            yield return targets.Take(i).Any(other => other.Target == blocks.Target) ? $"{at} names the target {blocks.Target} twice" : null;
            yield return blocks.Doubt is { } doubt ? Text($"{at}[{i}].doubt", doubt) : null;
            yield return blocks.Candidate.Count is > 0 and <= PairedBlocksEvidence.MaxPairs && blocks.Candidate.Count == blocks.Baseline.Count
                ? null
                : $"{at}[{i}] has {blocks.Candidate.Count} blocks of the candidate and {blocks.Baseline.Count} of the baseline instead of 1 to {PairedBlocksEvidence.MaxPairs} pairs";
            foreach (var fault in Blocks(blocks.Candidate, $"{at}[{i}].candidate").Concat(Blocks(blocks.Baseline, $"{at}[{i}].baseline")))
                yield return fault;
        }
    }

    private static IEnumerable<string?> Blocks(IReadOnlyList<BlockEvidence> blocks, string at)
    {
        foreach (var (i, block) in blocks.Index())
        {
            if (block is null)
            {
                yield return $"{at}[{i}] is null";
                continue;
            }

            yield return AtLeast($"{at}[{i}].runs", block.Runs, 1);
            yield return Positive($"{at}[{i}].medianMs", block.MedianMs);
            yield return Positive($"{at}[{i}].p90Ms", block.P90Ms);
            yield return block.MedianMs <= block.P90Ms ? null : $"{at}[{i}].medianMs is {Number(block.MedianMs)}, more than p90Ms, which is {Number(block.P90Ms)}";
            yield return block.PeakBytes is { } peak ? AtLeast($"{at}[{i}].peakBytes", peak, 1) : null;
        }
    }

    private static IEnumerable<string?> Differences(BaselineEvidence e, ValidationEvidence candidate)
    {
        yield return e.TestSetSha256 == candidate.TestSetSha256 ? null : "testSetSha256 is not that of the candidate's test images";
        var classes = candidate.FloatModel.PerClassRecall.Count;
        var kept = Math.Min(AnswersEvidence.Depth, classes);
        foreach (var (i, model) in e.Models.Index())
        {
            yield return candidate.Models.Any(other => other.Precision == model.Precision) ? null : $"models[{i}] is {model.Precision}, which the candidate has not";
            yield return model.Answers.Count == candidate.Count ? null : $"models[{i}].answers has {model.Answers.Count} images, but the candidate answered {candidate.Count}";
            yield return model.Answers.PerImage == kept ? null : $"models[{i}].answers.top has {model.Answers.PerImage} classes an image instead of {kept}";
            yield return Classes($"models[{i}].answers.top", model.Answers.Top, classes);
        }
    }
}
