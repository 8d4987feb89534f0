using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Removes build outputs; with --all the trained stages too.</summary>
[TaskName("Clean"), TaskDescription("Removes build outputs; with --all the trained stages too.")]
public sealed class CleanTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => CleanRunner.Run(context);
}
