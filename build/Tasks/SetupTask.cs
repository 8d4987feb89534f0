using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Installs what is missing: Debian packages, npm packages, native libraries.</summary>
[TaskName("Setup"), TaskDescription("Installs what is missing: Debian packages, npm packages, native libraries.")]
public sealed class SetupTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => SetupRunner.Run(context);
}
