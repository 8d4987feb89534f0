using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Measures the untrained student, and stops what no training can make pass; exit code 3.</summary>
[TaskName("Preflight"), TaskDescription("Measures the untrained student, and stops what no training can make pass; exit code 3."), IsDependentOn(typeof(DataTask))]
public sealed class PreflightTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "preflight");
}
