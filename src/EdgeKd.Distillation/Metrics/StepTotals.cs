namespace EdgeKd.Distillation.Metrics;

/// <summary>An epoch's steps so far.</summary>
/// <param name="TaskLoss">Mean over the steps.</param>
/// <param name="DistillationLoss">Mean over the steps.</param>
/// <param name="Correct">Training images whose class came first.</param>
/// <param name="Labelled">Training images with a label.</param>
/// <param name="GradientCosine">Of the epoch's first step, or <c>null</c>.</param>
/// <param name="ProjectedShare">Share of the aligned steps whose distillation gradient was projected, or <c>null</c>.</param>
/// <param name="FirstBrokenStep">The first step, from 0, with a NaN or infinite loss.</param>
internal sealed record StepTotals(
    double TaskLoss,
    double DistillationLoss,
    long Correct,
    long Labelled,
    double? GradientCosine,
    double? ProjectedShare,
    int? FirstBrokenStep);
