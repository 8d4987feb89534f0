using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Reparameterization;

namespace EdgeKd.Pipeline.Stages;

/// <summary>From the recipe's words to the settings of a distiller.</summary>
internal static class DistillerSettings
{
    private const double GpdClipNorm = 5;

    public static DistillerOptions Of(DistillSection distill) => new()
    {
        Method = distill.Method,
        Temperature = distill.Temperature,
        CeWeight = distill.CeWeight,
        KdWeight = distill.KdWeight,
        LabelSmoothing = distill.Train.LabelSmoothing,
        Dkd = new DkdOptions
        {
            CeWeight = distill.Dkd.CeWeight,
            Alpha = distill.Dkd.Alpha,
            Beta = distill.Dkd.Beta,
            Temperature = distill.Dkd.Temperature,
        },
        ReviewKd = new ReviewKdOptions
        {
            CeWeight = distill.ReviewKd.CeWeight,
            Weight = distill.ReviewKd.Weight,
            StudentFeatures = distill.ReviewKd.StudentFeatures,
            TeacherFeatures = distill.ReviewKd.TeacherFeatures,
        },
        Dist = new DistOptions
        {
            CeWeight = distill.Dist.CeWeight,
            Beta = distill.Dist.Beta,
            Gamma = distill.Dist.Gamma,
            Temperature = distill.Dist.Temperature,
        },
        Dhkd = new DhkdOptions
        {
            CeWeight = distill.Dhkd.CeWeight,
            Alpha = distill.Dhkd.Alpha,
            Temperature = distill.Dhkd.Temperature,
            Normalized = distill.Dhkd.Loss == "binarykl-norm",
            Head = distill.Dhkd.AuxiliaryHead switch
            {
                "linear" => AuxiliaryHeadKind.Linear,
                "nonlinear" => AuxiliaryHeadKind.Nonlinear,
                _ => AuxiliaryHeadKind.Shared,
            },
        },
        Srd = new SrdOptions
        {
            CeWeight = distill.Srd.CeWeight,
            FeatureWeight = distill.Srd.FeatureWeight,
            KlWeight = distill.Srd.KlWeight,
            Correlation = distill.Srd.Form == "correlation",
            Exponent = distill.Srd.Exponent,
            StudentFeature = distill.Srd.StudentFeature,
            TeacherFeature = distill.Srd.TeacherFeature,
        },
        Gpd = distill.Reparameterization == "gpd" ? Gpd(distill.Gpd) : null,
        Precision = Precision(distill.Train),
        Schedule = new DistillationSchedule { WarmUpEpochs = distill.WarmUpEpochs, StopEpoch = distill.StopEpoch },
    };

    /// <summary>What a network computes in while it is trained.</summary>
    public static TrainingPrecision Precision(TrainSection train) => train.Precision == "bf16" ? TrainingPrecision.BFloat16 : TrainingPrecision.Float32;

    /// <summary>The numbers of a training in words, where the recipe sets them: <c>bf16, no TF32</c>; else empty.</summary>
    public static string DescribeNumbers(TrainSection train) => string.Join(
        ", ", new[] { train.Precision, train.Tf32 switch { true => "TF32", false => "no TF32", null => null } }.OfType<string>());

    /// <summary>How the two losses become gradients: DOT takes them apart, DHKD may align them first.</summary>
    public static string GradientPolicy(TrainSection train, DistillSection? distill)
    {
        var apart = train.Optimizer == "dot";
        return distill is not { Method: "dhkd" } || distill.Dhkd.GradientAlignment == "none"
            ? apart ? "separate" : "summed"
            : $"aligned{(distill.Dhkd.GradientAlignment == "shared" ? "-shared" : "")}{(apart ? "-separate" : "")}";
    }

    /// <summary>The limit of the gradient's norm that belongs to a method: 5 for GPD, as in the authors' code.</summary>
    public static double? GradientClipNorm(DistillSection? distill) => distill?.Reparameterization == "gpd" ? GpdClipNorm : null;

    /// <summary>Method, reparameterization and optimizer in words: <c>gpd + dhkd + dot</c>.</summary>
    public static string Describe(DistillSection distill) => string.Join(
        " + ",
        new[]
        {
            distill.Reparameterization == "none" ? null : distill.Reparameterization,
            distill.Method,
            distill.Train.Optimizer == "sgd" ? null : distill.Train.Optimizer,
        }.OfType<string>());

    private static GpdOptions Gpd(GpdSection gpd) => new()
    {
        Lambda = gpd.Lambda,
        Smoothing = gpd.Smoothing,
        StaticTeachesDynamic = gpd.StaticTeachesDynamic,
        Expansion = new ExpansionOptions
        {
            Ratio = gpd.Ratio,
            Branches = gpd.Branches,
            Scope = gpd.BranchScope == "all" ? BranchScope.AllConv3x3 : BranchScope.Stride1Conv3x3,
            Gauge = gpd.Gauge == "unit" ? Gauge.Unit : Gauge.Official,
            Noise = gpd.Noise,
            Start = gpd.Start == "finetune" ? BranchStart.FineTune : BranchStart.Scratch,
        },
    };
}
