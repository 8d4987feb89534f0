using static EdgeKd.Release.EvidenceChecks;

namespace EdgeKd.Release;

/// <summary>The rules that what targets answered has to keep: whatever follows from their answers and from those of the measuring machine
/// is worked out again.</summary>
internal static class TargetChecks
{
    /// <exception cref="InvalidDataException">A rule is broken; the message names <paramref name="file"/> and the field.</exception>
    public static void Require(TargetsEvidence evidence, ValidationEvidence local, string file)
    {
        ArgumentNullException.ThrowIfNull(local);
        string?[] own =
        [
            evidence.Schema == 1 ? null : $"schema is {evidence.Schema}, but this program knows schema 1",
            evidence.TestSetSha256 == local.TestSetSha256 ? null : $"testSetSha256 is not that of the images that {ValidationEvidence.FileName} is about",
        ];
        if (own.Concat(Of(local, evidence.Targets)).FirstOrDefault(fault => fault is not null) is { } fault)
            throw new InvalidDataException($"{file}: {fault}. Run the stage targets again.");
    }

    /// <summary>The first fault stands before anything that would stumble over it.</summary>
    /// <param name="local">What the measuring machine answered; sound.</param>
    /// <param name="targets">What the targets answered.</param>
    public static IEnumerable<string?> Of(ValidationEvidence local, IReadOnlyList<TargetEvidence> targets)
    {
        yield return targets.Count <= TargetEvidence.MaxTargets ? null : $"targets has {targets.Count} entries instead of at most {TargetEvidence.MaxTargets}";
        foreach (var (i, target) in targets.Index())
        {
            var at = $"targets[{i}]";
            if (target is null)
            {
                yield return $"{at} is null";
                continue;
            }

            yield return Text($"{at}.name", target.Name);
            yield return target.Name == BundleTarget.Local ? $"{at}.name is {BundleTarget.Local}, which is the machine that measures" : null;
            yield return targets.Take(i).Any(other => other.Name == target.Name) ? $"the target {target.Name} stands there twice" : null;
            yield return Text($"{at}.kind", target.Kind);
            foreach (var (field, value) in new[] { ("arch", target.Arch), ("cpu", target.Cpu), ("onnxRuntime", target.OnnxRuntime), ("failure", target.Failure) })
                yield return value is null ? null : Text($"{at}.{field}", value);
            yield return target.Models.Count > 0 || target.Failure is not null ? null : $"{at} has neither models nor a failure";
            foreach (var fault in target.Models.Index().SelectMany(model => Model(local, target.Models, model.Index, $"{at}.models[{model.Index}]")))
                yield return fault;
        }
    }

    private static IEnumerable<string?> Model(ValidationEvidence local, IReadOnlyList<TargetModelEvidence> models, int index, string at)
    {
        if (models[index] is not { } model)
        {
            yield return $"{at} is null";
            yield break;
        }

        yield return Text($"{at}.precision", model.Precision);
        yield return models.Take(index).Any(other => other.Precision == model.Precision) ? $"{at} is {model.Precision}, which stands there twice" : null;
        var own = local.Models.FirstOrDefault(other => other.Precision == model.Precision);
        yield return own is null ? $"{at}.precision is {model.Precision}, which was not measured on the target {BundleTarget.Local}" : null;
        yield return model.Count >= 1 && model.Count <= local.Count ? null : $"{at}.count is {model.Count} instead of 1 to {local.Count}";
        if (model.Images is { } places)
        {
            yield return places.Count == model.Count ? null : $"{at}.images has {places.Count} entries, but count is {model.Count}";
            yield return places.All(place => (uint)place < (uint)local.Count) ? null : $"{at}.images names an image beyond the {local.Count} of the test set";
            yield return places.Distinct().Count() == places.Count ? null : $"{at}.images names an image twice";
        }

        yield return model.Predictions.Count == model.Count ? null : $"{at}.predictions has {model.Predictions.Count} entries, but count is {model.Count}";
        yield return Classes($"{at}.predictions", model.Predictions, local.FloatModel.PerClassRecall.Count);
        foreach (var fault in Followed(local, model, own!.Answers.Predictions, at))
            yield return fault;
        yield return model.MaxAbsoluteDifference is { } difference ? NotNegative($"{at}.maxAbsoluteDifference", difference) : null;
        foreach (var fault in model.Latency is { } latency ? Times(latency, $"{at}.") : [])
            yield return fault;
        yield return model.Instructions is { } instructions ? Positive($"{at}.instructions", instructions) : null;
        yield return model.Doubt is { } doubt ? Text($"{at}.doubt", doubt) : null;
    }

    /// <summary>What follows from the predictions.</summary>
    private static IEnumerable<string?> Followed(ValidationEvidence local, TargetModelEvidence model, IReadOnlyList<int> own, string at)
    {
        var answers = model.Places.Zip(model.Predictions).ToArray();
        var right = answers.Count(answer => local.Labels[answer.First] == answer.Second);
        yield return IsShare(model.Top1, right, model.Count)
            ? null
            : $"{at}.top1 is {Number(model.Top1)}, but {right} of {model.Count} predictions are right";
        var alike = answers.Count(answer => own[answer.First] == answer.Second);
        yield return IsShare(model.AgreementWithLocal, alike, model.Count)
            ? null
            : $"{at}.agreementWithLocal is {Number(model.AgreementWithLocal)}, but {alike} of {model.Count} predictions are those of the target {BundleTarget.Local}";
        var first = answers.Where(answer => own[answer.First] != answer.Second).Select(answer => (int?)answer.First).FirstOrDefault();
        yield return model.FirstDifferentImage == first
            ? null
            : $"{at}.firstDifferentImage is {Place(model.FirstDifferentImage)}, but by the predictions it is {Place(first)}";

        static string Place(int? image) => image is { } place ? $"{place}" : "null";
    }
}
