namespace EdgeKd.Release;

/// <summary>Which metric a rule of the policy is about.</summary>
internal static class AnswerMetrics
{
    /// <summary>The metric by its name.</summary>
    /// <param name="name">One of <see cref="GateMetrics"/> that follows from a model's answers.</param>
    /// <param name="policy">Costs and rejection threshold.</param>
    /// <param name="names">The classes' names.</param>
    /// <param name="classIndex">The class, for recall and precision.</param>
    /// <exception cref="InvalidDataException">The policy's costs name an unknown class.</exception>
    public static IAnswerMetric Of(string name, GatePolicy policy, IReadOnlyList<string> names, int? classIndex = null) => name switch
    {
        GateMetrics.Top1 => new TopAccuracy(IsTop5: false),
        GateMetrics.Top5 => new TopAccuracy(IsTop5: true),
        GateMetrics.BalancedAccuracy => new BalancedAccuracy(),
        GateMetrics.MacroF1 => new MacroF1(),
        GateMetrics.Recall => new ClassRecall(classIndex!.Value),
        GateMetrics.Precision => new ClassPrecision(classIndex!.Value),
        GateMetrics.MeanCost => new MeanCost(new CostMatrix(policy.Costs, names)),
        GateMetrics.SelectiveAccuracy => new SelectiveAccuracy(policy.RejectBelow!.Value),
        GateMetrics.Ece => new ExpectedCalibrationError(),
        GateMetrics.Nll => new NegativeLogLikelihood(),
        _ => throw new ArgumentException($"{name} does not follow from a model's answers."),
    };
}
