//! GRUB's two programs, for BIOS and for UEFI, made by `grub-mkimage` out of Debian's modules.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{bail, Result};

use crate::cli::Context;
use crate::report::run_logged;

/// The EFI system partition's label, by which GRUB finds it.
pub const LABEL: &str = "OCHREESP";

/// Where the BIOS boot partition begins, in sectors.
pub const BIOS_BOOT_LBA: u64 = 2048;

/// The size of a sector.
pub const SECTOR: usize = 512;

/// What both programs are started with: find our partition and go on with the file there.
const EARLY: &str =
    "search --no-floppy --label OCHREESP --set=root\nset prefix=($root)/boot/grub\n\
                     configfile ($root)/boot/grub/grub.cfg\n";

const MODULES: [&str; 8] = [
    "part_gpt",
    "fat",
    "search",
    "search_label",
    "multiboot2",
    "configfile",
    "normal",
    "serial",
];

/// The boot loader, ready to be put on a disk.
pub struct Grub {
    /// What goes into the first sector, before the partition table.
    pub boot: [u8; 440],
    /// What goes into the BIOS boot partition.
    pub core: Vec<u8>,
    /// What goes to EFI/BOOT/BOOTX64.EFI.
    pub efi: Vec<u8>,
}

impl Grub {
    /// Makes the boot loader; `dir` is for files on the way.
    pub fn make(context: &Context, dir: &Path) -> Result<Self> {
        let early = dir.join("early.cfg");
        fs::write(&early, EARLY)?;
        let core = mkimage(context, dir, &early, "i386-pc", &["biosdisk"])?;
        let efi = mkimage(context, dir, &early, "x86_64-efi", &[])?;
        let boot = fs::read("/usr/lib/grub/i386-pc/boot.img")?;
        let (boot, core) = install(&boot, core)?;
        Ok(Self { boot, core, efi })
    }
}

/// The configuration on the disk.
pub fn configuration(arguments: &str) -> String {
    format!(
        "serial --unit=0 --speed=115200\nterminal_output console\n\
         multiboot2 /boot/kernel.elf {arguments}\nmodule2 /boot/initfs.tar initfs\nboot\n"
    )
}

fn mkimage(
    context: &Context,
    dir: &Path,
    early: &Path,
    format: &str,
    more: &[&str],
) -> Result<Vec<u8>> {
    let output = dir.join(format!("grub-{format}.img"));
    let step = context.report.step(format!("GRUB for {format}"));
    let mut command = Command::new("grub-mkimage");
    command
        .args(["--format", format, "--prefix", "/boot/grub", "--config"])
        .arg(early);
    command
        .arg("--output")
        .arg(&output)
        .args(MODULES)
        .args(more);
    run_logged(&step, &mut command, &context.tree.log("grub"))?;
    step.done("");
    Ok(fs::read(output)?)
}

/// What grub-bios-setup writes: the first sector loads the second, which loads the rest of core.img.
fn install(boot: &[u8], mut core: Vec<u8>) -> Result<([u8; 440], Vec<u8>)> {
    core.resize(core.len().next_multiple_of(SECTOR), 0);
    let sectors = core.len() / SECTOR;
    let Some(code) = boot.first_chunk::<440>() else {
        bail!("GRUB's boot.img is too short")
    };
    let mut code = *code;
    // kernel_sector in boot.img, then the jump that is only for floppies, as two NOPs.
    code[0x5c..0x64].copy_from_slice(&BIOS_BOOT_LBA.to_le_bytes());
    code[0x66..0x68].copy_from_slice(&[0x90, 0x90]);
    // The block list at the end of core.img's first sector: start (8 bytes), length (2), segment (2).
    core[0x1f4..0x1fc].copy_from_slice(&(BIOS_BOOT_LBA + 1).to_le_bytes());
    let listed = usize::from(u16::from_le_bytes([core[0x1fc], core[0x1fd]]));
    if listed != sectors - 1 {
        bail!(
            "GRUB's core.img lists {listed} sectors after its first, but has {}",
            sectors - 1
        );
    }
    Ok((code, core))
}
