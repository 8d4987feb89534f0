using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Packs edgekd with its own .NET runtime, for a GPU machine.</summary>
[TaskName("Publish"), TaskDescription("Packs edgekd with its own .NET runtime, for a GPU machine."), IsDependentOn(typeof(CompileTask))]
public sealed class PublishTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => PublishRunner.Run(context);
}
