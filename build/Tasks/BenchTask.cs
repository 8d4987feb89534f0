using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Measures training steps, loading, conversion, kernels and inference, beside peers.</summary>
[TaskName("Bench"), TaskDescription("Measures training steps, loading, conversion, kernels and inference, beside peers."), IsDependentOn(typeof(CompileTask))]
public sealed class BenchTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => BenchRunner.Run(context);
}
