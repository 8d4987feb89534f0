using EdgeKd.Pipeline.Running;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>All that was measured of the candidate: on this machine, and on the recipe's other targets.</summary>
internal static class CandidateEvidence
{
    /// <summary>What a stage declares that takes it.</summary>
    public static IReadOnlyList<StageInput> Inputs(RunSettings settings)
    {
        StageInput own = new(StageNames.Validate, ValidationEvidence.FileName);
        return TargetsStage.Others(settings).Count == 0 ? [own] : [own, new(StageNames.Targets, TargetsEvidence.FileName)];
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or both do not fit each other.</exception>
    public static ValidationEvidence Load(StageContext context)
    {
        var own = ValidationEvidence.Load(context.Input(StageNames.Validate, ValidationEvidence.FileName));
        return TargetsStage.Others(context.Settings).Count == 0
            ? own
            : own with { Targets = TargetsEvidence.Load(context.Input(StageNames.Targets, TargetsEvidence.FileName), own).Targets };
    }

    /// <summary>A file of it: that of the stage validate where that is all.</summary>
    public static string FileOf(StageContext context, ValidationEvidence evidence)
    {
        if (evidence.Targets.Count == 0)
            return context.Input(StageNames.Validate, ValidationEvidence.FileName);
        var path = Path.Combine(context.WorkFolder, ValidationEvidence.FileName);
        evidence.Save(path);
        return path;
    }
}
