//! The disk image: GPT with a BIOS boot partition and an EFI system partition, on which are GRUB, the
//! kernel and the initfs. It boots under SeaBIOS and under UEFI. Made without root, and the same parts
//! give the same bytes: identifiers and times are fixed.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{bail, ensure, Context as _, Result};
use fatfs::{FatType, FileSystem, FormatVolumeOptions, FsOptions};
use gpt::partition::Partition;
use gpt::{mbr::ProtectiveMBR, partition_types, GptConfig};
use uuid::Uuid;

use super::grub::{configuration, Grub, BIOS_BOOT_LBA, LABEL, SECTOR};
use super::Parts;
use crate::cli::Context;
use crate::source::hash_file;

/// Where the EFI system partition begins, in sectors; the BIOS boot partition ends before.
const ESP_LBA: u64 = 4096;

/// The EFI system partition's least size: FAT32 wants at least 65525 clusters (Microsoft FAT
/// specification, "FAT Type Determination"), of one sector each here, with room to spare.
const ESP_LEAST: u64 = 48 << 20;

/// Room on the partition beside kernel and initfs.
const ESP_SLACK: u64 = 8 << 20;

/// What both ends of the disk keep for the partition tables, in sectors.
const TABLES: u64 = 34;

/// Writes the disk image to `path`, unless the one there is made of the same parts.
pub fn make(context: &Context, parts: &Parts, path: &Path) -> Result<()> {
    let stamp = path.with_extension("made-of");
    let inputs = format!(
        "3 {} {} {}",
        hash_file(&parts.kernel)?,
        hash_file(&parts.initfs)?,
        parts.arguments
    );
    if path.is_file() && fs::read_to_string(&stamp).ok().as_deref() == Some(&inputs) {
        return Ok(());
    }
    fs::remove_file(&stamp).ok();
    let dir = path.parent().context("an image has a folder")?;
    let grub = Grub::make(context, dir)?;
    let step = context.report.step("disk image");
    write(parts, &grub, path)?;
    fs::write(stamp, inputs)?;
    step.done(&context.tree.show(path).to_string());
    Ok(())
}

fn write(parts: &Parts, grub: &Grub, path: &Path) -> Result<()> {
    let content = fs::metadata(&parts.kernel)?.len() + fs::metadata(&parts.initfs)?.len();
    let esp_bytes = (content + content / 64 + ESP_SLACK)
        .max(ESP_LEAST)
        .next_multiple_of(1 << 20);
    let esp_sectors = esp_bytes / SECTOR as u64;
    let sectors = (ESP_LBA + esp_sectors + TABLES).next_multiple_of(2048);
    if grub.core.len() as u64 > (ESP_LBA - BIOS_BOOT_LBA) * SECTOR as u64 {
        bail!("GRUB's core.img does not fit into the BIOS boot partition");
    }
    let mut disk = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
        .with_context(|| format!("{}: cannot write", path.display()))?;
    disk.set_len(sectors * SECTOR as u64)?;
    partition(&mut disk, sectors, esp_sectors, grub)?;
    disk.seek(SeekFrom::Start(BIOS_BOOT_LBA * SECTOR as u64))?;
    disk.write_all(&grub.core)?;
    let start = ESP_LBA * SECTOR as u64;
    let mut esp = fscommon::StreamSlice::new(disk, start, start + esp_bytes)?;
    format(&mut esp)?;
    populate(esp, parts, grub)
}

/// Writes the protective MBR (with GRUB's first sector) and both partition tables.
fn partition(disk: &mut File, sectors: u64, esp_sectors: u64, grub: &Grub) -> Result<()> {
    let mut mbr = ProtectiveMBR::with_lb_size(u32::try_from(sectors - 1)?);
    mbr.set_bootcode(grub.boot);
    mbr.overwrite_lba0(disk)?;
    let identifier = |n: u128| Uuid::from_u128(0x0c4e_0c4e_0000_4000_8000_0000_0000_0000 + n);
    let mut table = GptConfig::new()
        .writable(true)
        .create_from_device(disk, Some(identifier(1)))?;
    let entry = |name: &str, kind, n, first_lba, length| Partition {
        part_type_guid: kind,
        part_guid: identifier(n),
        first_lba,
        last_lba: first_lba + length - 1,
        flags: 0,
        name: name.to_owned(),
    };
    table.update_partitions(BTreeMap::from([
        (
            1,
            entry(
                "bios-boot",
                partition_types::BIOS,
                2,
                BIOS_BOOT_LBA,
                ESP_LBA - BIOS_BOOT_LBA,
            ),
        ),
        (
            2,
            entry("ESP", partition_types::EFI, 3, ESP_LBA, esp_sectors),
        ),
    ]))?;
    table.write()?;
    Ok(())
}

fn format<D: Read + Write + Seek>(esp: &mut D) -> Result<()> {
    let mut label = [b' '; 11];
    label[..LABEL.len()].copy_from_slice(LABEL.as_bytes());
    let options = FormatVolumeOptions::new()
        .fat_type(FatType::Fat32)
        .bytes_per_cluster(SECTOR as u32)
        .volume_id(0x0c4e_0c4e)
        .volume_label(label);
    fatfs::format_volume(esp, options).context("the EFI system partition cannot be formatted")
}

fn populate<D: Read + Write + Seek>(esp: D, parts: &Parts, grub: &Grub) -> Result<()> {
    let esp = FileSystem::new(fscommon::BufStream::new(esp), FsOptions::new())?;
    let root = esp.root_dir();
    for folder in ["EFI", "EFI/BOOT", "boot", "boot/grub"] {
        root.create_dir(folder)?;
    }
    let put = |path: &str, mut from: &mut dyn Read| -> Result<()> {
        let mut file = root.create_file(path)?;
        file.truncate()?;
        std::io::copy(&mut from, &mut file).with_context(|| format!("{path}: cannot write"))?;
        file.flush()?;
        Ok(())
    };
    put("EFI/BOOT/BOOTX64.EFI", &mut grub.efi.as_slice())?;
    put(
        "boot/grub/grub.cfg",
        &mut configuration(&parts.arguments).as_bytes(),
    )?;
    put("boot/kernel.elf", &mut File::open(&parts.kernel)?)?;
    put("boot/initfs.tar", &mut File::open(&parts.initfs)?)?;
    let free = esp.stats()?.free_clusters();
    ensure!(free > 0, "the EFI system partition is full");
    drop(root);
    esp.unmount()
        .context("the EFI system partition cannot be written")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::process::Command;

    /// A disk with a small kernel and initfs in `dir`.
    fn disk(dir: &Path, name: &str) -> PathBuf {
        let (kernel, initfs) = (dir.join("kernel"), dir.join("initfs"));
        fs::write(&kernel, vec![1; 100_000]).unwrap();
        fs::write(&initfs, vec![2; 3_000_000]).unwrap();
        let parts = Parts {
            kernel,
            initfs,
            arguments: "a=b".into(),
        };
        let grub = Grub {
            boot: [0x90; 440],
            core: vec![3; 1024],
            efi: vec![4; 5000],
        };
        let path = dir.join(name);
        write(&parts, &grub, &path).unwrap();
        path
    }

    #[test]
    fn the_same_parts_give_the_same_disk() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (disk(dir.path(), "1.img"), disk(dir.path(), "2.img"));
        assert!(
            fs::read(one).unwrap() == fs::read(two).unwrap(),
            "the two disks differ"
        );
    }

    #[test]
    fn mtools_finds_the_files_and_the_partition_table_is_sound() {
        let dir = tempfile::tempdir().unwrap();
        let path = disk(dir.path(), "disk.img");
        let table = GptConfig::new().open(&path).unwrap();
        assert!(table.primary_header().is_ok() && table.backup_header().is_ok());
        let mut file = File::open(&path).unwrap();
        let mut first = [0; SECTOR];
        file.read_exact(&mut first).unwrap();
        assert_eq!((first[0], &first[510..]), (0x90, &[0x55, 0xaa][..]));
        let Ok(output) = Command::new("mdir")
            .arg("-b")
            .arg("-i")
            .arg(format!("{}@@2M", path.display()))
            .arg("::/boot")
            .output()
        else {
            return; // mtools is a second opinion, not a prerequisite.
        };
        let listed = String::from_utf8(output.stdout).unwrap();
        assert!(
            listed.contains("kernel.elf") && listed.contains("initfs.tar"),
            "{listed}"
        );
    }
}
